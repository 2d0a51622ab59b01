import { present } from '../../../model/present.ts';
import type { LoadProfile, SimulatedHost, SimulatedVm } from '../config.ts';
import { smoothNoise, uniform } from './noise.ts';
import type { WorldShape, WorldState } from './state.ts';

/** Load is a pure function of seed, VM and time, and of the surges that selected the VM. Times in ms. */

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** The anchor is a Wednesday: two of the seven days are quiet. */
const QUIET_DAYS = [3, 4];
const QUIET_SHARE = 0.55;
const SURGE_RAMP = 3 * MINUTE;
const BURST_RAMP = 2 * MINUTE;

/** The noise channels: one for each use, so that they are independent. */
const channel = { slow: 1, fast: 2, memory: 3, dirty: 4, burstStart: 5, burstLength: 6, burstLevel: 7 };

/** Hours since the midnight of the simulated day of the anchor. */
function worldHours(shape: WorldShape, at: number): number {
  return (at - shape.anchorMs) / HOUR + shape.config.anchorHour;
}

/** 1 at the peak hour, 0 twelve hours away; less on quiet days. */
function dailyShare(profile: LoadProfile, hours: number): number {
  const share = (1 + Math.cos((2 * Math.PI * (hours - profile.peakHour)) / 24)) / 2;
  const day = (((Math.floor(hours / 24) % 7) + 7) % 7) as number;
  return share ** 1.4 * (QUIET_DAYS.includes(day) ? QUIET_SHARE : 1);
}

/** One burst in each slot of a day / perDay, at a random time in it, with soft edges. */
function burstShare(profile: LoadProfile, key: number, at: number): number {
  if (profile.burst === null) return 0;
  const slotMs = DAY / profile.burst.perDay;
  const slot = Math.floor(at / slotMs);
  const length = Math.min(
    profile.burst.minutes * MINUTE * (0.5 + uniform(key, slot, channel.burstLength)),
    slotMs * 0.9,
  );
  const startsAt = slot * slotMs + uniform(key, slot, channel.burstStart) * (slotMs - length);
  const level = profile.burst.level * (0.6 + 0.4 * uniform(key, slot, channel.burstLevel));
  return level * trapezoid(at, startsAt, startsAt + length, BURST_RAMP);
}

/** 0 outside, 1 inside, with linear ramps of length `ramp` at the edges. */
function trapezoid(at: number, startsAt: number, endsAt: number, ramp: number): number {
  if (at <= startsAt || at >= endsAt) return 0;
  return Math.min(1, (at - startsAt) / ramp, (endsAt - at) / ramp);
}

/** The own demand of a running VM, in cores: without surges, and if its host has enough capacity. */
function ownDemandCores(shape: WorldShape, vm: number, at: number): number {
  const { load, vcpus } = vmAt(shape, vm);
  const key = keyOf(shape, vm);
  // Noise and bursts are tied to the anchor as well: the first impression is the same whenever Ballast is first started.
  const age = at - shape.anchorMs;
  const wobble =
    smoothNoise(key, age, 95 * MINUTE, channel.slow) * 0.7 +
    smoothNoise(key, age, 11 * MINUTE, channel.fast) * 0.3;
  const busy =
    load.base +
    load.daily * dailyShare(load, worldHours(shape, at)) +
    load.noise * wobble +
    burstShare(load, key, age);
  return Math.min(1, Math.max(0.005, busy)) * vcpus;
}

/** The current demand of a running VM, in cores, at most its vCPUs. */
export function demandCores(shape: WorldShape, state: WorldState, vm: number, at: number): number {
  let cores = ownDemandCores(shape, vm, at);
  for (const surge of state.surges) {
    const extra = surge.coresByVm.get(vm);
    if (extra !== undefined) cores += extra * trapezoid(at, surge.startsAt, surge.endsAt, SURGE_RAMP);
  }
  return Math.min(cores, vmAt(shape, vm).vcpus);
}

/** Memory in use by a running or paused VM, in MiB: touched, without caches; it varies a little. */
export function usedMemoryMiB(shape: WorldShape, vm: number, at: number): number {
  const { memoryMiB, touchedShare } = vmAt(shape, vm);
  const breath = 1 + 0.03 * smoothNoise(keyOf(shape, vm), at - shape.anchorMs, 4 * HOUR, channel.memory);
  return Math.min(memoryMiB, memoryMiB * touchedShare * breath);
}

/** How fast a running VM writes memory now, in MiB/s. */
export function dirtyRateMiBps(shape: WorldShape, vm: number, at: number): number {
  const wobble = smoothNoise(keyOf(shape, vm), at - shape.anchorMs, 25 * MINUTE, channel.dirty);
  return vmAt(shape, vm).dirtyMiBps * (1 + 0.2 * wobble);
}

/**
 * The memory, in MiB, that a VM with random writes to a working set W at the rate D has changed in t seconds: W * (1
 * - exp(-D * t / W)). The world has its own formula, so that it can test what Ballast predicts.
 */
export function writtenMiB(dirtyMiBps: number, workingSetMiB: number, seconds: number): number {
  return workingSetMiB * (1 - Math.exp((-dirtyMiBps * seconds) / workingSetMiB));
}

/** A VM of the world by its index. Throws if there is none. */
export function vmAt(shape: WorldShape, vm: number): SimulatedVm {
  return present(shape.config.vms[vm], 'a VM of the world');
}

/** A host of the world by its number. Throws if there is none. */
export function hostAt(shape: WorldShape, host: number): SimulatedHost {
  return present(shape.config.hosts[host], 'a host of the world');
}

/** What the randomness of a VM is drawn from. Throws if there is none. */
export const keyOf = (shape: WorldShape, vm: number): number =>
  present(shape.vmKeys[vm], 'a VM of the world');
