import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BallastError } from '../model/errors.ts';
import { commandsFrom } from './commands-file.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'ballast-commands-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const step = { name: 'update', command: 'apt-get -y upgrade && reboot', timeoutSeconds: 900 };
const check = { name: 'power', hosts: ['kvm-01'], command: 'ipmitool power status', timeoutSeconds: 10 };
const fence = { name: 'bmc', hosts: ['kvm-01'], command: 'ipmitool power off', timeoutSeconds: 60 };

function write(content: unknown, mode = 0o600): string {
  const file = path.join(folder, 'commands.json');
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  fs.chmodSync(file, mode);
  return file;
}

function problemOf(file: string, userId?: number): unknown {
  try {
    commandsFrom(file, userId)();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(BallastError);
    return error instanceof BallastError && error.code === 'commands-file-unusable'
      ? error.facts.problem
      : error;
  }
}

it('reads steps, fences and power checks, and what they leave out', () => {
  expect(commandsFrom(write({ steps: [step], fences: [fence], powerChecks: [check] }))()).toEqual({
    steps: [{ ...step, description: '', restarts: true, returnSeconds: 1800 }],
    fences: [{ ...fence, description: '' }],
    powerChecks: [check],
  });
});

it('has no commands where no file is set', () => {
  expect(commandsFrom(null)()).toEqual({ steps: [], fences: [], powerChecks: [] });
});

it('reads the file at each call', () => {
  const read = commandsFrom(write({ steps: [step] }));
  expect(read().steps).toHaveLength(1);
  write({});
  expect(read().steps).toHaveLength(0);
});

it('follows a link to a file that nobody else may write', () => {
  const link = path.join(folder, 'link.json');
  fs.symlinkSync(write({ steps: [step] }), link);
  expect(commandsFrom(link)().steps).toHaveLength(1);
});

it.each([
  [0o620, 'writable'],
  [0o602, 'writable'],
  [0o644, null],
])('judges a file of mode %o', (mode, problem) => {
  expect(problemOf(write({ steps: [step] }, mode))).toBe(problem);
});

it('refuses a folder in which others may replace the file', () => {
  const file = write({ steps: [step] });
  fs.chmodSync(folder, 0o770);
  expect(problemOf(file)).toBe('folder');
});

it('refuses what somebody else owns', () => {
  const file = write({ steps: [step] });
  fs.chownSync(file, 12_345, -1);
  expect(problemOf(file, process.getuid?.())).toBe('owner');
});

it('refuses a folder, a file that is missing and one that is too large', () => {
  expect(problemOf(folder)).toBe('special');
  expect(problemOf(path.join(folder, 'none.json'))).toBe('missing');
  expect(problemOf(write(' '.repeat(300_000)))).toBe('size');
});

it.each([
  ['no JSON', '{'],
  ['a step without a command', { steps: [{ name: 'update', timeoutSeconds: 9 }] }],
  ['a command of two lines', { steps: [{ ...step, command: 'a\nb' }] }],
  ['two steps of one name', { steps: [step, step] }],
  ['an unknown field', { steps: [{ ...step, shell: 'sh' }] }],
  ['a power check that may take minutes', { powerChecks: [{ ...check, timeoutSeconds: 300 }] }],
  ['a name with a blank', { fences: [{ ...fence, name: 'power off' }] }],
  ['a time that is none', { steps: [{ ...step, timeoutSeconds: 0 }] }],
])('refuses %s', (_, content) => {
  expect(problemOf(write(content))).toBe('format');
});
