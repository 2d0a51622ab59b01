import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from './log-file.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-log-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const read = (name: string) => fs.readFileSync(path.join(folder, 'log', name), 'utf8');

test('lines are appended, also to the file of an earlier start', () => {
  for (const line of ['one', 'two']) {
    const log = new LogFile(path.join(folder, 'log', 'a.log'));
    log.write(line);
    log.close();
  }
  expect(read('a.log')).toBe('one\ntwo\n');
});

test('a long file is begun anew and the last three are kept', () => {
  const log = new LogFile(path.join(folder, 'log', 'a.log'), 5);
  for (const line of ['first-', 'second', 'third-', 'fourth', 'fifth-']) log.write(line);
  log.close();
  expect(fs.readdirSync(path.join(folder, 'log')).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
  expect([read('a.log'), read('a.log.1'), read('a.log.2')]).toEqual(['fifth-\n', 'fourth\n', 'third-\n']);
});
