import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';
import { afterEach, beforeEach, expect, it } from 'vitest';

const {
  forbidden,
}: Pick<NonNullable<ICruiseOptions['ruleSet']>, 'forbidden'> = createRequire(import.meta.url)(
  '../../.dependency-cruiser.cjs',
);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ballast-rooms-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

/** The rules that an import of one file by another violates. */
async function rulesBrokenBy(from: string, to: string): Promise<string[]> {
  write(to, 'export const a = 1;\n');
  write(from, `import { a } from '${path.relative(path.dirname(from), to)}';\nexport const b = a;\n`);
  const rooms = [...new Set([from, to].map((file) => file.slice(0, file.indexOf('/'))))];
  const { output } = await cruise(rooms, { baseDir: folder, ruleSet: { forbidden }, validate: true });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule }) => rule.name);
}

it.each([
  ['components/ui/a.ts', 'components/domain/b.ts', 'components-ui'],
  ['components/data-table/a.ts', 'components/domain/b.ts', 'components-data-table'],
  ['components/domain/a.ts', 'components/frame/b.ts', 'components-domain'],
  ['components/attic/a.ts', 'components/ui/b.ts', 'every-room-of-components-is-listed'],
  ['components/ui/a.ts', 'lib/model/b.ts', 'ui-knows-no-domain'],
])('%s may not import %s', async (from, to, rule) => {
  expect(await rulesBrokenBy(from, to)).toContain(rule);
});

it.each([
  ['components/data-table/a.ts', 'components/ui/b.ts'],
  ['components/frame/a.ts', 'components/domain/b.ts'],
  ['components/ui/a.ts', 'lib/format/b.ts'],
])('%s may import %s', async (from, to) => {
  expect(await rulesBrokenBy(from, to)).toEqual([]);
});
