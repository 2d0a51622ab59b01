import { show } from './faults.ts';

/** No document of ours nests deeper than ten levels; parsers and validators of deeper ones run out of stack. */
const MAX_DEPTH = 64;

/** A hundred thousand VMs with all their fields: four times the largest data centre that the product is made for. */
const MAX_VALUES = 3_000_000;

/** Lists of a document hold objects, or names; of wrong entries the first few tell enough. */
const MAX_FAULTS = 20;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];

/** Says where brackets nest too deeply for anything to read them, from the text alone; null: they do not. */
export function findDeepNesting(text: string): string | null {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isString = false;
    } else if (code === QUOTE) isString = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH)
        return `the document: found brackets nested more than ${MAX_DEPTH} deep, at character ${at + 1}, expected JSON as docs/snapshot.md describes it`;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return null;
}

/**
 * What is wrong with a document before its schema looks at each value: too many of them, or lists of entries that are no
 * objects. A schema would name every one of millions. One line a fault; none: it may be looked at.
 */
export function checkStructure(document: unknown): string[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return [];
  const faults: string[] = [];
  let values = 0;
  for (const [field, list] of Object.entries(document)) {
    values += countValues(list);
    if (values > MAX_VALUES)
      return [
        ...faults,
        `${field}: found more than ${MAX_VALUES.toLocaleString('en')} values in the document, expected fewer`,
      ];
    if (!Array.isArray(list)) continue;
    const wrong = list.flatMap((entry, i) => (typeof entry === 'object' && entry !== null ? [] : [i]));
    const first = wrong[0];
    if (first === undefined || wrong.length <= MAX_FAULTS) continue; // few enough for the schema to name
    faults.push(
      `${field}[${first}]: found ${show(list[first])}, expected an object; ${wrong.length - 1} more entries are none either`,
    );
  }
  return faults;
}

/** Of lists and objects together, with all that is in them; stops counting soon after the limit. */
function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value) && value.length > MAX_VALUES) return value.length;
  let count = 1;
  for (const part of Object.values(value)) {
    count += countValues(part);
    if (count > MAX_VALUES) return count;
  }
  return count;
}
