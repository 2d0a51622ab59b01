/** The number of hosts, and the number of VMs on all of them. */
export interface Size {
  readonly hosts: number;
  readonly vms: number;
}

/** `50x500` as numbers. Null for anything else. */
export function parseSize(text: string): Size | null {
  const match = /^([1-9]\d*)x(\d+)$/.exec(text);
  return match ? { hosts: Number(match[1]), vms: Number(match[2]) } : null;
}

export const sizeName = ({ hosts, vms }: Size): string => `${hosts}x${vms}`;
