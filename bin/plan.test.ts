import { describe, expect, it } from 'vitest';
import { host, vm } from '../lib/engine/testing/snapshots.ts';
import { hot, run, save } from './plan/testing/run-plan.ts';

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

  it('makes a plan in which plan check finds no fault, and finds the fault after a change', async () => {
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

  it('lifts the limits if the objective is given as a flag, unless they are given too', async () => {
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

  it('balances by the metric of the flag, which takes precedence over the policy', async () => {
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

  it('plans one of several clusters, which must be chosen', async () => {
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
  it('exits with 0 for an incomplete plan, and reports it', async () => {
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

  it('lists the existing hosts if the given host is unknown', async () => {
    const { status, err } = await run(['evacuate', '--snapshot', '-', '--host', 'h9'], JSON.stringify(hot));
    expect({ status, err }).toEqual({
      status: 2,
      err: ['--host: found "h9", expected the id or name of a host (h1, h2, h3)'],
    });
  });

  it('accepts the name of a host if it is unique', async () => {
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

describe('plan reserve', () => {
  const cluster = (sizes: number[][]) => ({
    hosts: sizes.map((_, h) => host(`h${h}`, { name: `kvm-${h}` })),
    vms: sizes.flatMap((own, h) => own.map((memoryMiB, i) => vm(`v${h}${i}`, `h${h}`, { memoryMiB }))),
  });
  const reserve = (sizes: number[][], ...more: string[]) =>
    run(['reserve', '--snapshot', '-', ...more], JSON.stringify(cluster(sizes)));

  it('says that each host could fail, and how many more VMs could be added', async () => {
    const { status, text } = await reserve([[40_000], [40_000], []], '--more', '20000');
    expect(status).toBe(0);
    expect(text).toContain('Each of the 2 hosts that run VMs could fail');
    expect(text).toContain('6 more VMs of 20,000 MiB can be added');
  });

  it('names the hosts that could not fail, their VMs that would find no host, and why', async () => {
    const { text } = await reserve([[70_000], [60_000]]);
    expect(text).toContain('Over-committed: 2 hosts could not fail');
    expect(text).toContain('kvm-0: 1 VM of 1 would find no host.');
    expect(text).toMatch(/v00 to kvm-1: .*40,000 MiB/);
  });

  it('prints one JSON document with --json', async () => {
    const { text, err } = await reserve([[70_000], [10_000]], '--json');
    expect(err).toEqual([]);
    const { failures, moreVms } = JSON.parse(text);
    expect(moreVms).toBeNull();
    expect(failures).toMatchObject([
      { hostIds: ['h0'], verdict: 'found', starts: [{ vmId: 'v00', toHostId: 'h1' }] },
      { hostIds: ['h1'], verdict: 'found' },
    ]);
  });

  it('refuses a size that is none', async () => {
    const { status, err } = await reserve([[1]], '--more', '0');
    expect(status).toBe(2);
    expect(err).toEqual(['--more: found "0", expected the memory of a VM in MiB, 1 or more']);
  });
});
