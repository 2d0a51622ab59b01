import os from 'node:os';
import { expect, test } from 'vitest';
import { isDiskFull } from './disk.ts';

test.each([
  [33 * 256, false],
  [31 * 256, true],
  [0, true],
])('%d blocks of 4 KiB left: full is %s', async (bavail, isFull) => {
  expect(await isDiskFull('/data', async () => ({ bavail, bsize: 4096 }))).toBe(isFull);
});

test('a folder that does not exist is not full', async () => {
  expect(await isDiskFull(`${os.tmpdir()}/not/there`)).toBe(false);
});
