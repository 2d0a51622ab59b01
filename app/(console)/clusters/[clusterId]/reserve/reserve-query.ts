import { type SearchParams, textOf } from '../../../../search-params';

/** The size of the VMs that may be added. */
export interface ReserveQuery {
  memoryGiB: number;
  vcpus: number;
}

const usual: ReserveQuery = { memoryGiB: 8, vcpus: 2 };
const MAX_GIB = 4096;
const MAX_VCPUS = 1024;

/** What the address asks for; what it does not say, or says wrongly, is as usual. */
export function readReserveQuery(search: SearchParams): ReserveQuery {
  return {
    memoryGiB: numberOf(textOf(search, 'memory'), MAX_GIB) ?? usual.memoryGiB,
    vcpus: numberOf(textOf(search, 'vcpus'), MAX_VCPUS) ?? usual.vcpus,
  };
}

function numberOf(text: string, most: number): number | null {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : null;
}
