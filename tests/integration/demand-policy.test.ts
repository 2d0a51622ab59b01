import { describe, expect, it } from 'vitest';
import type { PolicyPatch } from '../../lib/model/policy.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { readUsualDemand } from '../../lib/services/planning/read-usual-demand.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { observeBy } from './support/observe-by.ts';
import { simulatedHost, simulatedVm, storeSimulatedCluster } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const world = { hosts: [simulatedHost('h1')], vms: [simulatedVm('a', 'h1', { vcpus: 4 })] };

/** A cluster with this policy, whose VM has used each of these numbers of cores for one minute. */
async function observed(policy: PolicyPatch, minutes: number[]) {
  const { db } = database;
  const clock = new TestClock();
  const made = await storeSimulatedCluster(db, world, clock.now(), { policy });
  const simulated = made.openDriver(clock);
  let cpuCoresUsed = 0;
  const driver = observeBy(simulated, async (hostId) => {
    const seen = await simulated.observeHost(hostId);
    return { ...seen, vms: seen.vms.map((vm) => ({ ...vm, cpuCoresUsed })) };
  });
  const ctx = makeContext(db, { clock });
  for (const cores of minutes) {
    cpuCoresUsed = cores;
    for (let i = 0; i < 4; i++) {
      clock.pass(15);
      await collectCluster({ ctx, driver, input: { clusterId: made.cluster.id } });
    }
  }
  const state = await readClusterState(db, made.cluster.id);
  const usualMhz = await readUsualDemand(db, state, clock.now());
  const [vm] = state.vms;
  if (vm === undefined) throw new Error('the VM was seen');
  return { demandCores: vm.demandCores, usualCores: (usualMhz.get(vm.id) ?? Number.NaN) / 2500 };
}

describe('the demand of a VM is smoothed as the policy says', () => {
  it('over a minute, and averaged over an hour, by default', async () => {
    const { demandCores, usualCores } = await observed({}, [1, 1, 3]);
    expect(demandCores).toBeCloseTo(3 - 2 * Math.exp(-1), 6);
    expect(usualCores).toBeCloseTo(5 / 3, 6);
  });

  it('over another time constant', async () => {
    const { demandCores } = await observed({ demandSeconds: 600 }, [1, 1, 3]);
    expect(demandCores).toBeCloseTo(3 - 2 * Math.exp(-0.1), 6);
  });

  it('over another window', async () => {
    const { usualCores } = await observed({ usualDemandSeconds: 300 }, [4, 4, 4, 4, 1, 1, 1, 1, 1]);
    expect(usualCores).toBeCloseTo(1, 6);
  });

  it('by a percentile of its minutes', async () => {
    const minutes = [1, 1, 1, 1, 3, 4];
    expect((await observed({ usualDemandPercentile: 80 }, minutes)).usualCores).toBeCloseTo(3.75, 6);
  });
});
