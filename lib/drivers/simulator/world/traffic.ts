import type { FurtherVmMeasures } from '../../../model/ports.ts';
import { keyOf } from './load.ts';
import { smoothNoise, uniform } from './noise.ts';
import type { WorldShape } from './state.ts';

/** Disk and network of a VM: a pure function of seed, VM, time and its busy cores. Times in ms. */

const MINUTE = 60_000;
/** The noise channels, besides those of load. */
const channel = { disk: 8, network: 9, shareOfReads: 10, shareOfInput: 11 };
/** MiB/s of a VM for each busy core. */
const DISK_PER_CORE = 6;
const NETWORK_PER_CORE = 9;

/** What a running VM with so many busy cores reads, writes, receives and sends, in MiB/s. */
export function trafficOf(
  shape: WorldShape,
  vm: number,
  { at, cores }: { at: number; cores: number },
): Pick<FurtherVmMeasures, 'diskReadMiBps' | 'diskWriteMiBps' | 'networkInMiBps' | 'networkOutMiBps'> {
  const key = keyOf(shape, vm);
  const age = at - shape.anchorMs;
  const disk = cores * DISK_PER_CORE * (1 + 0.6 * smoothNoise(key, age, 9 * MINUTE, channel.disk));
  const network = cores * NETWORK_PER_CORE * (1 + 0.6 * smoothNoise(key, age, 7 * MINUTE, channel.network));
  const reads = uniform(key, 0, channel.shareOfReads);
  const input = uniform(key, 0, channel.shareOfInput);
  return {
    diskReadMiBps: disk * reads,
    diskWriteMiBps: disk * (1 - reads),
    networkInMiBps: network * input,
    networkOutMiBps: network * (1 - input),
  };
}
