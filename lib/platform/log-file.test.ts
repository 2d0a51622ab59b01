import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLogFile } from './log-file.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-log-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const read = (file: string) => fs.readFileSync(file, 'utf8');

test('lines are appended, also to the file of an earlier start, and only the owner can read it', async () => {
  for (const line of ['one', 'two']) {
    const log = await openLogFile(folder);
    log.write(line);
    log.close();
  }
  const log = await openLogFile(folder);
  expect(read(log.file)).toBe('one\ntwo\n');
  expect(fs.statSync(log.file).mode & 0o777).toBe(0o600);
  log.close();
});

test('a file that is too long is replaced, and the last five are kept', async () => {
  const log = await openLogFile(folder, 0.001);
  for (let number = 1; number <= 9; number += 1) {
    log.write(`${number}`.padEnd(1100, '.'));
    await vi.waitFor(() => expect(fs.readlinkSync(log.file)).toBe(`ballast.${number + 1}.log`));
  }
  log.write('last');
  const kept = [5, 6, 7, 8, 9, 10].map((number) => `ballast.${number}.log`);
  await vi.waitFor(() => {
    const files = fs.readdirSync(folder).filter((name) => name !== 'current.log');
    expect(files.toSorted()).toEqual(kept.toSorted());
  });
  expect(read(log.file)).toBe('last\n');
  log.close();
});
