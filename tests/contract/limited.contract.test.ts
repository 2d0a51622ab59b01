import type { DriverAbilities } from '../../lib/model/driver-traits.ts';
import { describeDriverContract } from './driver-contract.ts';
import type { DriverHarness } from './harness.ts';
import { limitDriver } from './limited-driver.ts';
import { openSimulatedWorld } from './simulated-world.ts';

/** Like a hypervisor that moves VMs by itself and reports progress. */
const fractionOnly: DriverAbilities = {
  cap: false,
  rounds: false,
  showsIncoming: false,
  forceCompletion: [],
  throttle: false,
  samples: false,
  localDisks: false,
  dirtyRate: false,
  maintenance: false,
  cancel: true,
  quickKind: false,
  autostart: false,
  steps: false,
  restart: false,
  power: [],
  testGuest: false,
};

/** A hypervisor that cannot cancel a migration, and can pause a VM on request. */
const unstoppable: DriverAbilities = {
  ...fractionOnly,
  maintenance: false,
  cancel: false,
  rounds: true,
  forceCompletion: ['quick'],
};

/**
 * The simulated world behind a driver with fewer abilities. Without a bandwidth limit, its network is as slow as
 * the case needs it.
 */
async function openLimitedWorld(abilities: DriverAbilities): Promise<DriverHarness> {
  const world = await openSimulatedWorld();
  const links = new Map<string, number>();
  return {
    ...world,
    createDriver: () => limitDriver(world.createDriver(), abilities, (moveId) => links.get(moveId) ?? null),
    slowTo: (order, mibps) => {
      links.set(order.moveId, mibps);
      return order;
    },
    crawlMiBps: 50, // a migration that cannot be cancelled must end by itself
  };
}

describeDriverContract('a fraction only', fractionOnly, () => openLimitedWorld(fractionOnly));
describeDriverContract('nothing can be cancelled', unstoppable, () => openLimitedWorld(unstoppable));
