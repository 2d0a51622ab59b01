import { at, child, children, type Node, text } from '../../xml.ts';
import { readKiB, readNumberSet } from './numbers.ts';

/** The requirements of the VM for the CPUs and memory of its host. */
export interface HostNeeds {
  hostCpus: number[];
  numaNodes: number[];
  hugePageKiB: number | null;
}

/** The default huge page size of Linux. */
const USUAL_HUGE_PAGE_KIB = 2048;

/** All pins name CPUs that must exist; nodes must exist in every mode, not only in `strict`. */
export function readHostNeeds(domain: Node): HostNeeds {
  const tune = child(domain, 'cputune');
  const pins = ['vcpupin', 'emulatorpin', 'iothreadpin'].flatMap((name) => children(tune, name));
  const vcpu = child(domain, 'vcpu');
  const sets = [vcpu, ...pins].map((each) => text(each, '@cpuset')).filter((set) => set !== null);
  const numa = child(domain, 'numatune');
  const nodes = [...children(numa, 'memory'), ...children(numa, 'memnode')];
  const nodeSets = nodes.map((each) => text(each, '@nodeset')).filter((set) => set !== null);
  return {
    hostCpus: union(sets),
    numaNodes: union(nodeSets),
    hugePageKiB: readHugePages(domain),
  };
}

const union = (sets: string[]): number[] => [...new Set(sets.flatMap(readNumberSet))].sort((a, b) => a - b);

function readHugePages(domain: Node): number | null {
  const huge = at(domain, 'memoryBacking', 'hugepages');
  if (huge === null) return null;
  const sizes = children(huge, 'page').map((page) => readKiB(text(page, '@size'), text(page, '@unit')));
  return sizes.find((size) => size !== null) ?? USUAL_HUGE_PAGE_KIB;
}
