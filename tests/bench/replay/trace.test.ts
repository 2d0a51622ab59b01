import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTrace, readDays } from './read-days.ts';
import { generateDay, interpolate, SAMPLES_PER_DAY } from './trace.ts';

const lines = (value: number) => `${Array.from({ length: SAMPLES_PER_DAY }, () => value).join('\n')}\n`;

describe('readDays', () => {
  it('reads a folder for each day and a file for each VM, in order of name, and ignores other files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'replay-test-'));
    try {
      for (const day of ['20110306', '20110303']) await mkdir(path.join(folder, day));
      await writeFile(path.join(folder, '20110303', 'vm-b'), lines(7));
      await writeFile(path.join(folder, '20110303', 'vm-a'), lines(3));
      await writeFile(path.join(folder, '20110306', 'vm-c'), lines(99));
      await writeFile(path.join(folder, 'README'), 'no day');
      const days = await readDays(folder);
      expect(days.map(({ name, traces }) => [name, ...traces.map((trace) => trace.name)])).toEqual([
        ['20110303', 'vm-a', 'vm-b'],
        ['20110306', 'vm-c'],
      ]);
      expect(days[0]?.traces[1]?.cpuPercent[287]).toBe(7);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['too short', '1\n2\n3\n'],
    ['no numbers', lines(Number.NaN)],
    ['more than all', lines(101)],
  ])('refuses a file that is %s', (_, text) => {
    expect(() => parseTrace('vm-a', text)).toThrow(/vm-a: not 288 lines/);
  });
});

describe('generateDay', () => {
  it('is the same for the same seed, and like PlanetLab: mostly idle, with a few busy VMs', () => {
    const day = generateDay(4, 150);
    expect(generateDay(4, 150)).toEqual(day);
    expect(generateDay(5, 150)).not.toEqual(day);
    const all = day.traces.flatMap(({ cpuPercent }) => cpuPercent).sort((a, b) => a - b);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    expect(mean).toBeGreaterThan(9);
    expect(mean).toBeLessThan(18);
    expect(all[all.length / 2]).toBeLessThan(mean);
    expect([all[0], (all.at(-1) ?? 0) <= 100]).toEqual([0, true]);
  });
});

describe('interpolate', () => {
  it('interpolates linearly between samples of five minutes, and keeps the last value', () => {
    expect([0, 60, 150, 300, 9000].map((seconds) => interpolate([10, 20], seconds))).toEqual([
      10, 12, 15, 20, 20,
    ]);
  });
});
