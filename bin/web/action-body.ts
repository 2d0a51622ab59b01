import type { IncomingHttpHeaders } from 'node:http';

/**
 * Actions take a few plain values or a form; React's protocol could also send streams, promises, functions and files.
 */
const MAX_ARGUMENTS = 8;
const DEEPEST = 32;
const MAX_REFERENCES = 16;
const PLAIN = /^\$(\$|undefined$|NaN$|-?Infinity$|-0$|K[0-9a-f]+$)/;

const ACTION_NAME = /^\$ACTION_\d+:0$/;
const BOUND = /"bound":"\$@([1-9]\d?)"\}$/;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Whether the body of a request can be passed to Next as the arguments of an action. A body that cannot be decoded,
 * or that no page of the console sends, would cause a server error, or keep it waiting. Other bodies are not checked
 * here.
 */
export async function isSoundActionBody(headers: IncomingHttpHeaders, body: Buffer): Promise<boolean> {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return isSoundForm(type, body);
  return headers['next-action'] === undefined || isSoundRow(body, true);
}

async function isSoundForm(type: string, body: Buffer): Promise<boolean> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return [...form].every(([name, value]) => {
      if (typeof value !== 'string') return false;
      if (ACTION_NAME.test(name)) return isSoundAction(name, value, form);
      return !/^(\d+|\$ACTION_\d+:\d+)$/.test(name) || isSoundRow(value, name === '0');
    });
  } catch {
    return false;
  }
}

/**
 * Of a form that is sent before the scripts of the page run, or without them: the id of its action, and the row with its first
 * arguments. That row must be in the form, because it would be waited for.
 */
function isSoundAction(name: string, value: string, form: FormData): boolean {
  const bound = BOUND.exec(value);
  if (!bound) return isSoundRow(value, false);
  const row = form.get(name.replace(/0$/, bound[1] ?? ''));
  return (
    typeof row === 'string' &&
    isSoundRow(row, true) &&
    isSoundRow(value.replace(BOUND, '"bound":null}'), false)
  );
}

function isSoundRow(text: Buffer | string, isList: boolean): boolean {
  try {
    const decoded = typeof text === 'string' ? text : new TextDecoder('utf-8', { fatal: true }).decode(text);
    const root: Json = JSON.parse(decoded);
    if (isList && !(Array.isArray(root) && root.length <= MAX_ARGUMENTS)) return false;
    return new PlainValues().include(root, []);
  } catch {
    return false;
  }
}

/**
 * Walks through a row in order. Values that begin with $ have a meaning in React, which sends a repeated object as a
 * reference to its first position in the row. A few such references are accepted, to earlier positions without
 * references, so that nothing grows or forms a cycle.
 */
class PlainValues {
  private references = 0;
  private readonly targets = new Set<string>();

  include(value: Json, path: string[]): boolean {
    if (typeof value === 'string') return !value.startsWith('$') || PLAIN.test(value) || this.refers(value);
    if (typeof value !== 'object' || value === null) return true;
    if (path.length >= DEEPEST) return false;
    const before = this.references;
    for (const [name, inner] of Object.entries(value)) {
      if (name === '__proto__' || !this.include(inner, [...path, name])) return false;
    }
    if (this.references === before) this.targets.add(['$0', ...path].join(':'));
    return true;
  }

  private refers(reference: string): boolean {
    this.references += 1;
    return this.references <= MAX_REFERENCES && this.targets.has(reference);
  }
}
