import type { ApiField } from './api-field.ts';

const isOfType: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => value === 0 || value === 1 || typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** What is wrong with an answer. Further keys are allowed: Proxmox VE has more than its schema names. */
export function answerErrors(field: ApiField | undefined, value: unknown, path = 'data'): string[] {
  if (field?.type === undefined) return [];
  if (value === undefined || value === null)
    return field.type === 'null' || field.optional === 1 ? [] : [`${path}: is missing`];
  if (isOfType[field.type]?.(value) === false)
    return [`${path}: ${JSON.stringify(value).slice(0, 40)} is no ${field.type}`];
  if (field.enum !== undefined && !field.enum.includes(String(value)))
    return [`${path}: ${String(value)} is none of ${field.enum.join(', ')}`];
  if (Array.isArray(value))
    return value.flatMap((each, i) => answerErrors(field.items, each, `${path}[${i}]`));
  return typeof value === 'object' ? fieldErrors(field, new Map(Object.entries(value)), path) : [];
}

const fieldErrors = (
  { properties = {} }: ApiField,
  values: ReadonlyMap<string, unknown>,
  path: string,
): string[] =>
  Object.entries(properties).flatMap(([name, field]) =>
    values.has(name) || field.optional === 1
      ? answerErrors({ ...field, optional: 1 }, values.get(name), `${path}.${name}`)
      : [`${path}.${name}: is missing`],
  );
