import { expect, it } from 'vitest';
import { findFaults, jsonColumnsOf } from './stored-json.ts';

const columns = jsonColumnsOf(`model Move {
  id       String @id
  progress Json?
  facts    Json   @default("{}")
}
model Cluster {
  driverConfig Json
}`);

it('knows the JSON columns of a schema, except for those with their own parser', () => {
  expect([...columns]).toEqual(['progress', 'facts']);
});

it.each([
  'const p = move.progress as MigrationProgress | null;',
  'const p = (row.facts ?? {}) as Facts;',
  'const p = row.facts as unknown as Facts;',
  'const p = MigrationProgress.parse(move.progress);',
  'const p = z.array(Fact).safeParse(move.facts ?? []).data;',
  'const { facts } = row; show(Facts.parse(facts));',
  'await tx.move.update({ where, data: { reason: move.reason as object } });',
  'await tx.cluster.update({ where, data: { learned: links as object[] } });',
])('finds %s', (text) => {
  expect(findFaults('a.ts', text, columns).length).toBeGreaterThan(0);
});

it.each([
  'const p = move.progress?.elapsedMs ?? null;',
  "const state = { kind: 'a' } as const;",
  'const seen = error as NodeJS.ErrnoException;',
  'const input = Input.parse(body);',
  'const config = SimulatorConfig.parse(cluster.driverConfig);',
])('accepts %s', (text) => {
  expect(findFaults('a.ts', text, columns)).toEqual([]);
});
