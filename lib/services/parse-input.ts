import type { z } from 'zod';
import { BallastError } from '../model/errors.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with a field, in the words of the messages: one word for each kind of zod issue. */
function nameProblem(issue: Issue): string {
  if (issue.code === 'custom') return String(issue.params?.problem ?? 'format');
  if (issue.code === 'invalid_type') return 'required';
  const isText = 'origin' in issue && issue.origin === 'string';
  if (issue.code === 'too_small') {
    if (issue.minimum === 1 && issue.origin !== 'number') return 'required';
    return isText ? 'tooShort' : 'tooSmall';
  }
  if (issue.code === 'too_big') return isText ? 'tooLong' : 'tooBig';
  return 'format';
}

function limitOf(issue: Issue): Record<string, number> {
  if (issue.code === 'too_small') return { limit: Number(issue.minimum) };
  if (issue.code === 'too_big') return { limit: Number(issue.maximum) };
  return {};
}

/**
 * Parses the input of a use case. Throws `invalid-input` for the first thing that is wrong, with the facts
 * `field` (a path with dots), `problem` (required, format, tooShort, tooLong, tooSmall, tooBig, or the schema's own)
 * and, for sizes, `limit`.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'input';
  throw new BallastError('invalid-input', `${field}: ${issue?.message ?? 'not valid'}`, {
    field,
    problem: issue ? nameProblem(issue) : 'format',
    ...(issue ? limitOf(issue) : {}),
  });
}
