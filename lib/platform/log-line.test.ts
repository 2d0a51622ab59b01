import { expect, test } from 'vitest';
import { formatLogLine, isWeightyLogLine } from './log-line.ts';

const line = JSON.stringify({
  level: 'warn',
  time: '2026-11-23T12:03:04.000Z',
  part: 'worker',
  host: 'kvm-03',
  tries: 2,
  err: { type: 'DriverError', message: 'timed out', stack: 'at a\nat b' },
  msg: 'host does not answer',
});

test('a JSON line becomes a sentence with its facts', () => {
  expect(formatLogLine(line)).toBe(
    '12:03:04 worker warn: host does not answer: timed out (host=kvm-03, tries=2)',
  );
});

test('a line that is not JSON is unchanged', () => {
  expect(formatLogLine('    at start (web.ts:3:1)')).toBe('    at start (web.ts:3:1)');
  expect(formatLogLine('42')).toBe('42');
});

test('several lines become one line of limited length', () => {
  expect(formatLogLine(JSON.stringify({ level: 'error', msg: 'failed:\n  at a\n  at b' }))).toBe(
    'error: failed: at a at b',
  );
  expect(formatLogLine(JSON.stringify({ msg: 'x'.repeat(5000) })).length).toBeLessThan(500);
});

test('warnings and errors are worth checking, information is not; for foreign lines it is unknown', () => {
  expect(isWeightyLogLine(line)).toBe(true);
  expect(isWeightyLogLine('{"level":"info","msg":"collected"}')).toBe(false);
  expect(isWeightyLogLine('Error: boom')).toBe(null);
});
