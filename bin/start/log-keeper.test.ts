import { expect, test } from 'vitest';
import { LogKeeper } from './log-keeper.ts';

function makeKeeper() {
  const file: string[] = [];
  const terminal: string[] = [];
  let seconds = 0;
  const sinks = {
    toFile: (line: string) => file.push(line),
    toTerminal: (line: string) => terminal.push(line),
  };
  const keeper = new LogKeeper(sinks, { now: () => new Date(Date.UTC(2026, 10, 29) + seconds * 1000) });
  const pass = (more: number) => {
    seconds += more;
  };
  return { file, terminal, keeper, pass };
}

const own = (msg: string) =>
  JSON.stringify({ level: 'error', time: '2026-11-29T00:00:00.000Z', part: 'web', msg });
const CONTROLS = /[\p{Cc}\p{Cf}]/u;

test('the output of a library cannot imitate a line of the log', () => {
  const { file, terminal, keeper } = makeKeeper();
  const forged = JSON.stringify({
    level: 'fatal',
    time: '2020-01-01T00:00:00.000Z',
    part: 'worker',
    msg: 'gone',
  });
  keeper.print('web', forged, true);
  expect(JSON.parse(file[0] ?? '')).toEqual({
    level: 'error',
    time: '2026-11-29T00:00:00.000Z',
    part: 'web',
    printed: true,
    msg: forged,
  });
  expect(terminal[0]).toMatch(/^00:00:00 web error: \{"level":"fatal"/);
});

test('no control character reaches the file or the terminal', () => {
  const { file, terminal, keeper } = makeKeeper();
  const evil = 'revalidatePath "\u001b]0;owned\u0007\u009b2J\u202e" \u001b[1A';
  keeper.print('web', evil, true);
  keeper.log('web', own(evil));
  keeper.log('web', `${own('a')}\u001b[2J`); // not JSON, so it is wrapped
  expect(file).toHaveLength(3);
  expect([...file, ...terminal].filter((line) => CONTROLS.test(line))).toEqual([]);
  expect(JSON.parse(file[1] ?? '').msg).toBe(evil);
});

test('a long line is truncated and still valid JSON', () => {
  const { file, keeper } = makeKeeper();
  keeper.print('web', 'x'.repeat(100_000), false);
  keeper.log('web', own('y'.repeat(100_000)));
  expect(file.map((line) => line.length < 10_000)).toEqual([true, true]);
  expect(file.map((line) => JSON.parse(line).level)).toEqual(['info', 'error']);
});

test('a part that logs too much displaces no line that another part logged within the hour', () => {
  const { file, keeper, pass } = makeKeeper();
  const lineOf = (count: number) => own(`${'a'.repeat(8000)} ${count}`);
  const words = ['xylophone', 'quartz', 'mistletoe', 'sphinx'];
  for (let count = 0; count < 3000; count += 1) {
    keeper.log('web', lineOf(count));
    keeper.print('web', `${words[count % 4]} ${'.'.repeat(4000)} ${count}`, true);
    if (count % 10 === 0) pass(10);
  }
  keeper.log('worker', own('a move failed'));
  const bytes = file.reduce((sum, line) => sum + line.length + 1, 0);
  expect(bytes).toBeLessThan(40 * 1024 * 1024); // five files of 10 MiB are kept besides the current one
  expect(bytes).toBeGreaterThan(5 * 1024 * 1024);
  expect(file.at(-1)).toContain('a move failed');
  expect(file.some((line) => /"msg":"\d+ lines left out: web/.test(line))).toBe(true);
});

test('the terminal shows warnings and error output of libraries, and the file has everything', () => {
  const { file, terminal, keeper } = makeKeeper();
  keeper.log('worker', JSON.stringify({ level: 'info', part: 'worker', msg: 'collected' }));
  keeper.print('web', 'ready', false);
  keeper.print('web', '', true);
  keeper.say('Built the web console in 50 s.');
  expect(file).toHaveLength(3);
  expect(terminal).toEqual([]);
});
