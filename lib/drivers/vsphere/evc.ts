import { children, text } from '../xml.ts';
import type { Session, Vim } from './client.ts';
import { type Properties, readObject, textOf } from './properties.ts';

const SERVICE = { type: 'ServiceInstance', value: 'ServiceInstance' };

interface EvcMode {
  vendor: string;
  tier: number; // a higher one includes the lower ones of its vendor
}

/** The EVC modes that a vCenter knows, by their key, such as `intel-icelake`. */
export type EvcModes = ReadonlyMap<string, EvcMode>;

export interface EvcReader {
  /** Asked for once a session. */
  read(): Promise<EvcModes>;
}

export function createEvcReader(vim: Vim): EvcReader {
  let known: { session: Session; modes: EvcModes } | null = null;
  return {
    read: async () => {
      const session = await vim.session();
      if (known?.session !== session) known = { session, modes: await readModes(vim) };
      return known.modes;
    },
  };
}

async function readModes(vim: Vim): Promise<EvcModes> {
  const capability = (await readObject(vim, SERVICE, ['capability'])).get('capability') ?? null;
  return new Map(
    children(capability, 'supportedEVCMode').flatMap((mode) => {
      const [key, vendor, tier] = ['key', 'vendor', 'vendorTier'].map((name) => text(mode, name));
      return key && vendor && tier ? [[key, { vendor, tier: Number(tier) }] as const] : [];
    }),
  );
}

const nameOf = (key: string): string => `EVC ${key}`;

/** The modes whose VMs a host can run: that of its cluster where EVC is on, otherwise its own, and those below; empty: not known. */
export function modesOfHost(modes: EvcModes, host: Properties): string[] {
  const key = textOf(host, 'summary.currentEVCModeKey') ?? textOf(host, 'summary.maxEVCModeKey');
  const own = key === null ? undefined : modes.get(key);
  if (own === undefined) return [];
  return [...modes]
    .filter(([, { vendor, tier }]) => vendor === own.vendor && tier <= own.tier)
    .map(([each]) => nameOf(each))
    .sort();
}

/** The mode that a running VM needs of any host; empty: none that is known. */
export function modeOfVm(modes: EvcModes, vm: Properties): string[] {
  const key = textOf(vm, 'runtime.minRequiredEVCModeKey');
  return key !== null && modes.has(key) ? [nameOf(key)] : [];
}
