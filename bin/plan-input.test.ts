import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { host, vm } from '../lib/engine/testing/snapshots.ts';
import { hot, run, save } from './plan/testing/run-plan.ts';

describe('bad input', () => {
  const cases: [string, string[], string | null, RegExp[]][] = [
    ['no verb', ['frob'], null, [/^plan: found "frob", expected one of balance, evacuate, reserve, check$/]],
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

  it.each(cases)(
    '%s: exit status 2, one line per fault, no stack trace',
    async (_, argv, stdin, expected) => {
      const { status, out, err } = await run(argv, stdin ?? '');
      expect(status).toBe(2);
      expect(out).toEqual([]);
      expect(err).toHaveLength(expected.length);
      expected.forEach((pattern, i) => {
        expect(err[i]).toMatch(pattern);
      });
      expect(err.join('\n')).not.toMatch(/\n\s+at /);
    },
  );

  it('prints the first hundred of many faults, and the number of the others', async () => {
    const hosts = Array.from({ length: 150 }, (_, i) => host(`h${i}`, { cpuMhz: -1 }));
    const { status, err } = await run(['balance', '--snapshot', '-'], JSON.stringify({ hosts, vms: [] }));
    expect({ status, lines: err.length, last: err.at(-1) }).toEqual({
      status: 2,
      lines: 101,
      last: 'standard input: and 50 more faults',
    });
  });

  it('reads UTF-16 as written by PowerShell, and reports input that is not text', async () => {
    const utf16 = await save('utf16.json', '');
    await writeFile(utf16, Buffer.from(`\uFEFF${JSON.stringify(hot)}`, 'utf16le'));
    expect((await run(['balance', '--snapshot', utf16])).status).toBe(0);
    const bytes = await save('bytes.json', '');
    await writeFile(bytes, Buffer.from([0x7b, 0xff, 0xc0]));
    expect((await run(['balance', '--snapshot', bytes])).err).toEqual([
      `${bytes}: found bytes that are not UTF-8 text, expected JSON in UTF-8`,
    ]);
  });

  it('ignores a byte order mark', async () => {
    expect((await run(['balance', '--snapshot', '-'], `\uFEFF${JSON.stringify(hot)}`)).status).toBe(0);
  });

  it('prints the usage, to standard output if requested', async () => {
    expect((await run(['--help'])).out[0]).toMatch(/^usage: ballast plan balance/);
    expect(await run([])).toMatchObject({ status: 2, out: [] });
  });
});
