import type { ApiField, ApiRoute } from './api-field.ts';

const FORMS: Record<string, RegExp> = {
  integer: /^-?\d+$/,
  number: /^-?\d+(\.\d+)?$/,
  boolean: /^(0|1|yes|no|on|off|true|false)$/i,
};

function valueError(field: ApiField, value: string): string | null {
  const { type = 'string', enum: names, minimum, maximum, maxLength } = field;
  if (FORMS[type]?.test(value) === false) return `type check ('${type}') failed - got '${value}'`;
  if (names !== undefined && !names.includes(value))
    return `value '${value}' does not have a value in the enumeration '${names.join(', ')}'`;
  if (minimum !== undefined && Number(value) < Number(minimum))
    return `value must have a minimum value of ${minimum}`;
  if (maximum !== undefined && Number(value) > Number(maximum))
    return `value must have a maximum value of ${maximum}`;
  if (maxLength !== undefined && value.length > maxLength)
    return `value may only be ${maxLength} characters long`;
  return null;
}

/** What Proxmox VE would refuse of a request, by parameter, in its own words. */
export function requestErrors(
  { parameters }: ApiRoute,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const fields = parameters?.properties ?? {};
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fields[name];
    if (field === undefined) errors[name] = 'property is not defined in schema';
    else {
      const error = valueError(field, value);
      if (error !== null) errors[name] = error;
    }
  }
  for (const [name, { optional }] of Object.entries(fields))
    if (optional !== 1 && given[name] === undefined)
      errors[name] = 'property is missing and it is not optional';
  return errors;
}
