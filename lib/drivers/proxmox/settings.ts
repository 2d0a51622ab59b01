import type { VmConfig } from './wire.ts';

/** A setting of a VM such as `net0: virtio=…,bridge=vmbr0`: its first part, and its options. */
export interface Setting {
  key: string;
  value: string;
  first: string; // `local-lvm:vm-100-disk-0`
  options: ReadonlyMap<string, string>; // of all parts with a `=`
}

/** The settings whose names are one of these with a number, such as `scsi0`, or without. */
export function settingsOf(config: VmConfig, names: readonly string[]): Setting[] {
  return Object.entries(config)
    .filter(([key]) => names.includes(key.replace(/\d+$/, '')))
    .map(([key, value]) => {
      const parts = String(value).split(',');
      const options = parts
        .filter((part) => part.includes('='))
        .map((part): [string, string] => {
          const at = part.indexOf('=');
          return [part.slice(0, at), part.slice(at + 1)];
        });
      return { key, value: String(value), first: parts[0] ?? '', options: new Map(options) };
    });
}

export interface Disk {
  key: string;
  volume: string;
  storage: string | null; // null: a device or file of the node
  sizeMiB: number | null; // null: not said
  isCd: boolean;
}

/** Disks in all their places; drives with nothing in them are left out. */
export function disksOf(config: VmConfig): Disk[] {
  return settingsOf(config, ['ide', 'sata', 'scsi', 'virtio', 'efidisk', 'tpmstate'])
    .map(({ key, first, options }) => ({ key, options, volume: options.get('file') ?? first }))
    .filter(({ volume }) => volume !== 'none' && volume !== '' && !/^scsihw/.test(volume))
    .map(({ key, volume, options }) => {
      const storage = /^([A-Za-z][A-Za-z0-9._-]*):/.exec(volume)?.[1] ?? null;
      const sizeMiB = sizeIn(options.get('size'));
      return { key, volume, storage, sizeMiB, isCd: options.get('media') === 'cdrom' };
    });
}

/** The bridges and virtual networks that a VM is connected to. */
export const bridgesOf = (config: VmConfig): string[] =>
  settingsOf(config, ['net']).flatMap(({ options }) => options.get('bridge') ?? []);

const UNIT_MIB: Readonly<Record<string, number>> = {
  '': 2 ** -20,
  K: 2 ** -10,
  M: 1,
  G: 2 ** 10,
  T: 2 ** 20,
};

/** `32G`, `528K` or bytes, in MiB. */
function sizeIn(written = ''): number | null {
  const [, amount, unit = ''] = /^([\d.]+)([KMGT]?)$/.exec(written) ?? [];
  return amount === undefined ? null : Number(amount) * (UNIT_MIB[unit] ?? 1);
}
