import { expect, test } from 'vitest';
import { RepeatFilter } from './repeat-filter.ts';

test('a line is logged once in half a minute, regardless of the numbers in it', () => {
  let seconds = 0;
  const filter = new RepeatFilter({ now: () => new Date(seconds * 1000) });
  const say = (task: number) =>
    filter.isNew(`{"time":"2026-11-23T12:00:${task}Z","msg":"task ${task} failed"}`);
  expect([say(1), say(2), filter.isNew('another')]).toEqual([true, false, true]);
  seconds = 31;
  expect(say(3)).toBe(true);
});
