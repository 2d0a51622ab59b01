import type { z } from 'zod';

/** The input is wrong: one line a fault, with the place, what was found and what was expected. */
export class InputFaults extends Error {
  override readonly name = 'InputFaults';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

export function inputFault(place: string, found: string, expected: string): InputFaults {
  return new InputFaults([`${place}: found ${found}, expected ${expected}`]);
}

/** Longer lists and larger objects are printed as their size: nobody reads them, and writing them takes long. */
const MAX_SHOWN = 20;

/** More faults than anybody fixes before the next try. */
const MAX_FAULTS = 100;

/** A value as it is shown in a fault: JSON on one line, cut short. Nothing, NaN and infinity by their names. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.length > MAX_SHOWN) return `a list of ${value.length} entries`;
  if (typeof value === 'object' && value !== null && Object.keys(value).length > MAX_SHOWN)
    return `an object of ${Object.keys(value).length} fields`;
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** hosts[3].cpuMhz, as one would write it in JavaScript; the document itself is "the document". */
export function showPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return text || 'the document';
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  record: 'an object',
};

/** What an issue of the schema expected, in words. Null: the issue's own message says found and expected already. */
function expectedBy(issue: z.core.$ZodIssue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') return 'a name that is not empty';
      return issue.inclusive ? `${issue.minimum} or more` : `more than ${issue.minimum}`;
    case 'too_big':
      return `${issue.maximum} or less`;
    case 'invalid_format':
      return issue.format === 'datetime' ? 'a time such as 2026-01-31T12:00:00Z' : issue.format;
    default:
      return null;
  }
}

/** One line for each issue of a schema: `FILE: hosts[0].cpuMhz: found -5, expected more than 0`. */
export function schemaFaults(
  file: string,
  document: unknown,
  issues: readonly z.core.$ZodIssue[],
): InputFaults {
  const rest = issues.length - MAX_FAULTS;
  return new InputFaults([
    ...issues.slice(0, MAX_FAULTS).map((issue) => {
      const expected = expectedBy(issue);
      const place = `${file}: ${showPath(issue.path)}`;
      if (expected === null) return `${place}: ${issue.message.slice(0, 300)}`;
      return `${place}: found ${show(valueAt(document, issue.path))}, expected ${expected}`;
    }),
    ...(rest > 0 ? [`${file}: and ${rest} more faults`] : []),
  ]);
}
