import { type HostAlarm, vmFacts } from '../../model/host-alarm.ts';
import { stateOf } from './states.ts';
import type { DomainStats, NodeInfo } from './wire.ts';

/** Impossible values of a host, and values that it does not report about its VMs. Empty: its data is trusted. */
export function alarmsOf(wire: {
  node: NodeInfo;
  vms: readonly { name: string; stats: DomainStats | null }[];
}): HostAlarm[] {
  const { node, vms } = wire;
  const alarms: HostAlarm[] = [];
  if (node.cpus < 1) alarms.push({ code: 'no-cpus', facts: { cpuCores: node.cpus } });
  const memoryMiB = Math.floor(node.memoryKiB / 1024);
  if (memoryMiB < 1) alarms.push({ code: 'no-memory', facts: { memoryMiB } });
  const unread = vms.flatMap(({ name, stats }) => (stats === null ? [name] : []));
  if (unread.length > 0) alarms.push({ code: 'vms-unread', facts: vmFacts(unread) });
  const unknown = vms.flatMap(({ name, stats }) =>
    stats !== null && stateOf(stats).condition === 'unknown' ? [name] : [],
  );
  if (unknown.length > 0) alarms.push({ code: 'vms-unknown-state', facts: vmFacts(unknown) });
  return alarms;
}
