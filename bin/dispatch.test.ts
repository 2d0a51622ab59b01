import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { dispatch } from './dispatch.ts';

async function run(...argv: string[]) {
  const printed = { out: [] as string[], err: [] as string[] };
  const status = await dispatch(argv, {
    out: (line) => printed.out.push(line),
    err: (line) => printed.err.push(line),
    env: {},
    stdin: Readable.from([]),
  });
  return { status, ...printed };
}

test('--help lists every command on standard output', async () => {
  const { status, out, err } = await run('--help');
  expect({ status, err }).toEqual({ status: 0, err: [] });
  expect(out.join('\n')).toMatch(/^usage: ballast COMMAND[\s\S]*^ {2}start +run everything/m);
});

test('a call without a command is a usage error', async () => {
  expect(await run()).toMatchObject({ status: 2 });
});

test.each(['strat', 'toString', '__proto__'])('%s is not a command', async (name) => {
  const { status, err } = await run(name);
  expect(status).toBe(2);
  expect(err).toEqual([expect.stringMatching(/^ballast: there is no command ".*". These are: start, /)]);
});

test('a known fault is one sentence, without a stack trace', async () => {
  const { status, err } = await run('migrate', 'now');
  expect({ status, err }).toEqual({ status: 2, err: ['ballast: ballast migrate takes no arguments (now).'] });
});
