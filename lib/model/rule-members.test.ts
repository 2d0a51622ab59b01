import { expect, it } from 'vitest';
import { membersOf } from './rule-members.ts';

const vms = [
  { id: '1', name: 'web-01', tags: ['prod'] },
  { id: '2', name: 'web-02', tags: [] },
  { id: '3', name: 'db-01', tags: ['prod', 'sql'] },
  { id: '4', name: 'test', tags: [] },
];
const ids = (choice: Parameters<typeof membersOf>[0]) => membersOf(choice, vms).map(({ id }) => id);

it('joins those that are picked with those that match a pattern or a tag, each once', () => {
  expect(ids({ picked: ['4', '1'], names: ['WEB-*'], tags: ['sql'] })).toEqual(['1', '2', '3', '4']);
});

it('finds nobody where nothing is chosen', () => {
  expect(ids({ picked: [], names: [], tags: [] })).toEqual([]);
  expect(ids({ picked: ['gone'], names: ['x*'], tags: ['none'] })).toEqual([]);
});
