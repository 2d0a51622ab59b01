import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const project = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(project, 'docs/architecture.md'), 'utf8');
const named = [...text.matchAll(/`((?:app|bin|components|i18n|lib|messages|tests)\/[^`*]+\.\w+)`/g)].map(
  ([, file = '']) => file,
);

test('every file that the architecture document names exists', () => {
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((file) => !existsSync(path.join(project, file)))).toEqual([]);
});

test('no walk has more than ten steps', () => {
  const [, after = ''] = text.split('## Five walks');
  const walks = after.split(/^### /m).slice(1);
  expect(walks).toHaveLength(5);
  for (const walk of walks) expect(walk.match(/^\d+\. /gm)?.length).toBeLessThanOrEqual(10);
});
