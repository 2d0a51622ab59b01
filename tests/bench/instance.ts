import { type Family, families } from './instances/families.ts';
import { makeInstance } from './instances/make-instance.ts';
import { parseSize } from './instances/size.ts';

const USAGE = `Usage: npm run -s bench -- instance FAMILY HOSTSxVMS [SEED]

Families: ${families.join(', ')}`;

/** Prints one generated snapshot as JSON. The same three arguments always produce the same snapshot. */
export async function run([family, size, seed = '1']: string[]): Promise<number> {
  const parsed = size === undefined ? null : parseSize(size);
  if (!isFamily(family) || parsed === null || !/^\d+$/.test(seed)) {
    console.error(USAGE);
    return 2;
  }
  const snapshot = makeInstance({ family, ...parsed, seed: Number(seed) });
  process.stdout.write(`${JSON.stringify(snapshot, null, 1)}\n`);
  return 0;
}

const isFamily = (word: string | undefined): word is Family =>
  (families as readonly (string | undefined)[]).includes(word);
