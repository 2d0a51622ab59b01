import { child, type Node, write } from '../../xml.ts';

/** The CPU of a VM, or of a host in its capabilities. */
export const cpuNode = (owner: Node | null): Node | null => child(owner, 'cpu');

/** A CPU as XML again, for virsh to compare. */
export const writeCpu = (cpu: Node): string => write('cpu', cpu);
