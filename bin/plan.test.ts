import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { host, vm } from '../lib/engine/testing/snapshots.ts';
import { runPlanCommand } from './plan.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ballast-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function save(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function run(argv: string[], stdin = '') {
  const [out, err]: [string[], string[]] = [[], []];
  const status = await runPlanCommand(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {},
    stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
  });
  return { status, out, err, text: out.join('\n') };
}

const hot = {
  hosts: [host('h1'), host('h2'), host('h3')],
  vms: Array.from({ length: 9 }, (_, i) => vm(`v${i}`, 'h1')),
};

describe('plan balance', () => {
  it('prints one JSON document and nothing else with --json', async () => {
    const { status, text, err } = await run(['balance', '--snapshot', '-', '--json'], JSON.stringify(hot));
    expect({ status, err }).toEqual({ status: 0, err: [] });
    const plan = JSON.parse(text);
    expect(plan).toMatchObject({
      complete: true,
      before: { overloadedHosts: 1 },
      after: { overloadedHosts: 0 },
    });
    expect(plan.planningMs).toBeGreaterThanOrEqual(0);
  });

  it('makes a plan that plan check finds no fault in, and finds the fault once it is changed', async () => {
    const snapshot = await save('hot.json', hot);
    const { text } = await run(['balance', '--snapshot', snapshot, '--json']);
    const plan = JSON.parse(text);
    const good = await run(['check', '--snapshot', snapshot, '--plan', await save('plan.json', plan)]);
    expect(good).toMatchObject({ status: 0, err: [] });
    plan.moves[0].toHostId = 'h1';
    const bad = await run(['check', '--snapshot', snapshot, '--plan', await save('bad-plan.json', plan)]);
    expect(bad.status).toBe(1);
    expect(bad.text).toContain('moves[0].toHostId: v');
  });

  it('lifts the limits when the objective is a flag, unless they are stated', async () => {
    const many = {
      hosts: [
        host('h1', { cpuMhz: 40_000, memoryMiB: 400_000 }),
        host('h2', { cpuMhz: 40_000, memoryMiB: 400_000 }),
      ],
      vms: Array.from({ length: 30 }, (_, i) =>
        vm(`v${i}`, 'h1', { memoryMiB: 1_000, demand: { cpuMhz: 100 } }),
      ),
    };
    const movesOf = async (...more: string[]) =>
      JSON.parse((await run(['balance', '--snapshot', '-', '--json', ...more], JSON.stringify(many))).text)
        .moves.length;
    expect(await movesOf('--objective', 'spread')).toBe(15);
    expect(await movesOf('--objective', 'spread', '--max-moves', '3')).toBe(3);
    expect(await movesOf('--objective', 'spread', '--policy', await save('p.json', { maxMoves: 4 }))).toBe(4);
    expect(await movesOf()).toBe(0);
  });

  it('balances by what the flag says, which goes before the policy', async () => {
    const idle = Array.from({ length: 6 }, (_, i) =>
      vm(`v${i}`, 'a', { memoryMiB: 64, demand: { cpuMhz: 1 } }),
    );
    const snapshot = await save('idle.json', { hosts: [host('a'), host('b')], vms: idle });
    const policy = await save('by-use.json', { balanceBy: 'use' });
    const movesOf = async (...more: string[]) => {
      const { text } = await run(['balance', '--snapshot', snapshot, '--policy', policy, '--json', ...more]);
      return JSON.parse(text).moves.length;
    };
    expect(await movesOf()).toBe(0);
    expect(await movesOf('--balance-by', 'count')).toBe(3);
  });

  it('plans one cluster of several, which has to be chosen', async () => {
    const two = {
      hosts: [
        ...hot.hosts.map((found) => ({ ...found, clusterId: 'c1' })),
        host('x1', { clusterId: 'c2' }),
        host('x2', { clusterId: 'c2' }),
      ],
      vms: [...hot.vms, vm('y', 'x1')],
      rules: [{ id: 'r', kind: 'apart', vmIds: ['y', 'v0'] }],
    };
    const input = JSON.stringify(two);
    expect(await run(['balance', '--snapshot', '-'], input)).toMatchObject({
      status: 2,
      err: [
        'standard input: hosts: found 2 clusters ("c1", "c2"), expected one, or --cluster ID to choose one',
      ],
    });
    const { text } = await run(['balance', '--snapshot', '-', '--cluster', 'c1', '--json'], input);
    const plan = JSON.parse(text);
    expect(plan.moves.length).toBeGreaterThan(0);
    expect(plan.moves.every((move: { toHostId: string }) => move.toHostId.startsWith('h'))).toBe(true);
    expect(await run(['balance', '--snapshot', '-', '--cluster', 'c9'], input)).toMatchObject({ status: 2 });
  });
});

describe('plan evacuate', () => {
  it('exits with 0 for a plan that is incomplete, and says so', async () => {
    const tight = {
      hosts: [host('h1'), host('h2', { memoryMiB: 15_000 })],
      vms: [vm('v1', 'h1'), vm('v2', 'h1')],
    };
    const { status, text } = await run(
      ['evacuate', '--snapshot', '-', '--host', 'h1'],
      JSON.stringify(tight),
    );
    expect(status).toBe(0);
    expect(text).toContain('Incomplete: 1 VM stays on the host.');
  });

  it('names the hosts there are when the host is not one of them', async () => {
    const { status, err } = await run(['evacuate', '--snapshot', '-', '--host', 'h9'], JSON.stringify(hot));
    expect({ status, err }).toEqual({
      status: 2,
      err: ['--host: found "h9", expected the id or name of a host (h1, h2, h3)'],
    });
  });

  it('takes the name of a host as well, if only one has it', async () => {
    const hosts = [
      host('h1', { name: 'kvm-01' }),
      host('h2', { name: 'twin' }),
      host('h3', { name: 'twin' }),
    ];
    const text = JSON.stringify({ hosts, vms: [vm('v1', 'h1')] });
    const named = await run(['evacuate', '--snapshot', '-', '--host', 'kvm-01', '--json'], text);
    expect(JSON.parse(named.out.join('\n')).moves).toMatchObject([{ vmId: 'v1', fromHostId: 'h1' }]);
    const twin = await run(['evacuate', '--snapshot', '-', '--host', 'twin'], text);
    expect(twin).toMatchObject({ status: 2, err: [expect.stringContaining('several have this name')] });
  });
});

describe('bad input', () => {
  const cases: [string, string[], string | null, RegExp[]][] = [
    ['no verb', ['frob'], null, [/^plan: found "frob", expected one of balance, evacuate, check$/]],
    ['no snapshot', ['balance'], null, [/^--snapshot: found nothing, expected a file/]],
    [
      'an unknown flag',
      ['balance', '--snapshot', '-', '--fast'],
      '{}',
      [/found "--fast", expected only --snapshot/],
    ],
    ['a flag of another verb', ['balance', '--snapshot', '-', '--host', 'h1'], '{}', [/found "--host"/]],
    ['a stray word', ['balance', 'now', '--snapshot', '-'], '{}', [/found "now"/]],
    [
      'a negative limit',
      ['balance', '--snapshot', '-', '--max-moves', '-1'],
      '{}',
      [/^--max-moves: found "-1", expected a whole number/],
    ],
    ['half a move', ['balance', '--snapshot', '-', '--max-moves', '1.5'], '{}', [/^--max-moves/]],
    [
      'a gain that is no number',
      ['balance', '--snapshot', '-', '--min-gain', 'NaN'],
      '{}',
      [/^--min-gain: found "NaN"/],
    ],
    [
      'an unknown thing to balance by',
      ['balance', '--snapshot', '-', '--balance-by', 'size'],
      '{}',
      [/^--balance-by: found "size", expected one of use, assigned, count$/],
    ],
    [
      'an unknown objective',
      ['balance', '--snapshot', '-', '--objective', 'speed'],
      '{}',
      [/expected one of relieve, spread, peak$/],
    ],
    [
      'a missing file',
      ['balance', '--snapshot', '/nowhere/s.json'],
      null,
      [/^\/nowhere\/s.json: found no such file/],
    ],
    [
      'an empty document',
      ['balance', '--snapshot', '-'],
      '  \n',
      [/^standard input: found an empty document, expected JSON$/],
    ],
    ['broken JSON', ['balance', '--snapshot', '-'], '{"hosts": [NaN]}', [/expected JSON \(/]],
    [
      '100,000 nested brackets',
      ['balance', '--snapshot', '-'],
      '['.repeat(100_000),
      [/nested more than 64 deep, at character 65, expected JSON/],
    ],
    [
      'brackets nested in a field that nobody reads',
      ['balance', '--snapshot', '-'],
      `{"hosts":[],"vms":[],"x":${'{"a":'.repeat(70)}1${'}'.repeat(71)}`,
      [/nested more than 64 deep/],
    ],
    [
      'a large file of numbers',
      ['balance', '--snapshot', '-'],
      `{"hosts":[${'1234567,'.repeat(2_000_000)}1],"vms":[]}`,
      [/hosts\[0\]: found 1234567, expected an object; 2000000 more entries are none either$/],
    ],
    [
      'a list of numbers alone',
      ['balance', '--snapshot', '-'],
      `[${'1234567,'.repeat(2_000_000)}1]`,
      [/the document: found a list of 2000001 entries, expected an object$/],
    ],
    [
      'more values than any cluster has',
      ['balance', '--snapshot', '-'],
      `{"hosts":[{"id":"h","networks":[${'1,'.repeat(3_100_000)}1]}],"vms":[]}`,
      [/hosts: found more than 3,000,000 values in the document, expected fewer$/],
    ],
    [
      'a word of two hundred thousand letters',
      ['balance', '--snapshot', '-'],
      `{"hosts":"${'x'.repeat(200_000)}","vms":[]}`,
      [/hosts: found "x{56}\.\.\., expected a list$/],
    ],
    [
      'a list',
      ['balance', '--snapshot', '-'],
      '[]',
      [/^standard input: the document: found \[\], expected an object$/],
    ],
    [
      'two readers of standard input',
      ['check', '--snapshot', '-', '--plan', '-'],
      '{}',
      [/several files named -/],
    ],
    [
      'wrong values',
      ['balance', '--snapshot', '-'],
      '{"hosts":[{"id":"h1","cpuMhz":-5,"memoryMiB":1e999},{"id":"","cpuMhz":1e300,"memoryMiB":1,"state":"odd"}],"vms":[{"hostId":7,"memoryMiB":"8"}]}',
      [
        /hosts\[0\]\.cpuMhz: found -5, expected more than 0$/,
        /hosts\[0\]\.memoryMiB: found Infinity, expected a number$/,
        /hosts\[1\]\.id: found "", expected a name that is not empty$/,
        /hosts\[1\]\.state: found "odd", expected one of "online", "draining"/,
        /hosts\[1\]\.cpuMhz: found 1e\+300, expected 1000000000000 or less$/,
        /vms\[0\]\.id: found nothing, expected a string$/,
        /vms\[0\]\.hostId: found 7, expected a string$/,
        /vms\[0\]\.memoryMiB: found "8", expected a number$/,
      ],
    ],
    [
      'ids that lead nowhere, or twice',
      ['balance', '--snapshot', '-'],
      JSON.stringify({
        hosts: [host('h1'), host('h1')],
        vms: [vm('v', 'h9')],
        rules: [{ id: 'r', kind: 'apart', vmIds: ['v', 'w'], hostIds: ['h8'] }],
      }),
      [
        /hosts\[1\]\.id: found "h1", expected an id that no other of the hosts has$/,
        /vms\[0\]\.hostId: found "h9", expected the id of a host$/,
        /rules\[0\]\.vmIds\[1\]: found "w", expected the id of a VM$/,
        /rules\[0\]\.hostIds\[0\]: found "h8", expected the id of a host$/,
      ],
    ],
    [
      'a reserve that leaves nothing',
      ['balance', '--snapshot', '-'],
      JSON.stringify({ hosts: [host('h1', { reserve: { memoryMiB: 100_000 } })], vms: [] }),
      [/hosts\[0\]\.reserve\.memoryMiB: found 100000, expected less than the host's 100000$/],
    ],
  ];

  it.each(cases)('%s: exit status 2, one line a fault, no stack trace', async (_, argv, stdin, expected) => {
    const { status, out, err } = await run(argv, stdin ?? '');
    expect(status).toBe(2);
    expect(out).toEqual([]);
    expect(err).toHaveLength(expected.length);
    expected.forEach((pattern, i) => {
      expect(err[i]).toMatch(pattern);
    });
    expect(err.join('\n')).not.toMatch(/\n\s+at /);
  });

  it('names the first hundred of very many faults, and counts the rest', async () => {
    const hosts = Array.from({ length: 150 }, (_, i) => host(`h${i}`, { cpuMhz: -1 }));
    const { status, err } = await run(['balance', '--snapshot', '-'], JSON.stringify({ hosts, vms: [] }));
    expect({ status, lines: err.length, last: err.at(-1) }).toEqual({
      status: 2,
      lines: 101,
      last: 'standard input: and 50 more faults',
    });
  });

  it('reads what PowerShell writes, and says what is not text', async () => {
    const utf16 = await save('utf16.json', '');
    await writeFile(utf16, Buffer.from(`\uFEFF${JSON.stringify(hot)}`, 'utf16le'));
    expect((await run(['balance', '--snapshot', utf16])).status).toBe(0);
    const bytes = await save('bytes.json', '');
    await writeFile(bytes, Buffer.from([0x7b, 0xff, 0xc0]));
    expect((await run(['balance', '--snapshot', bytes])).err).toEqual([
      `${bytes}: found bytes that are not UTF-8 text, expected JSON in UTF-8`,
    ]);
  });

  it('reads a byte order mark over', async () => {
    expect((await run(['balance', '--snapshot', '-'], `\uFEFF${JSON.stringify(hot)}`)).status).toBe(0);
  });

  it('prints how to call it, to standard output when asked', async () => {
    expect((await run(['--help'])).out[0]).toMatch(/^usage: ballast plan balance/);
    expect(await run([])).toMatchObject({ status: 2, out: [] });
  });
});
