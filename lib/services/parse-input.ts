import type { z } from 'zod';
import { BallastError } from '../model/errors.ts';
import { isPlainSecret, isPlainText } from '../model/plain-text.ts';

type Issue = z.core.$ZodIssue;

/** The problem of a field as a key of the messages: one key for each kind of zod issue. */
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
 * Fields that are never displayed, which may contain any character that can be stored; and fields with several lines.
 */
const secrets = new Set(['password', 'current', 'next', 'secret']);
const ofManyLines = new Set(['reason', 'authority']);

function isPlain(text: string, field: string): boolean {
  if (secrets.has(field)) return isPlainSecret(text);
  return ofManyLines.has(field) ? text.split(/\r?\n/).every(isPlainText) : isPlainText(text);
}

/**
 * The path of the first text with characters that cannot be stored or displayed, or that a terminal would execute.
 */
function findUnprintable(value: unknown, path: string[]): string[] | null {
  if (typeof value === 'string') return isPlain(value, path.at(-1) ?? '') ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    if (!isPlainText(name)) return path;
    const found = findUnprintable(inner, [...path, name]);
    if (found) return found;
  }
  return null;
}

/**
 * Parses the input of a use case. No text in it may contain control characters or invisible characters, whatever its
 * schema allows. Throws `invalid-input` for the first problem, with the facts `field` (a path with dots), `problem`
 * (required, format, unprintable, tooShort, tooLong, tooSmall, tooBig, or the schema's own) and, for sizes, `limit`.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const unprintable = findUnprintable(input, []);
  if (unprintable) {
    const field = unprintable.join('.') || 'input';
    throw new BallastError('invalid-input', `${field}: holds signs that cannot be seen`, {
      field,
      problem: 'unprintable',
    });
  }
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
