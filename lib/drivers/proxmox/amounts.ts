const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Bytes from a number and a unit as QEMU and Proxmox VE print them: `1.41`, `GiB`. */
export const bytesOf = (amount = '0', unit = 'B'): number => Number(amount) * (UNITS[unit] ?? 1);
