import { toneOfLoad, worseTone } from '../../format/load.ts';
import type { Connection, HostMode } from '../../model/host.ts';
import type { HostAlarm } from '../../model/host-alarm.ts';
import type { Thresholds } from '../../model/policy.ts';
import type { HostView } from '../shared/host-view.ts';
import { toDecimals } from '../shared/to-decimals.ts';

/** A host in the tree: loads in percent of what its reserve leaves, with two decimals; null is unknown. */
export interface FrameHost {
  id: string;
  name: string;
  cores: number | null;
  mode: HostMode;
  connection: Connection;
  cpuPercent: number | null;
  memoryPercent: number | null;
  alarms: HostAlarm[];
  isFailing: boolean; // a person says that it is about to fail
  vmCount: number;
}

/** The part of a host that the tree shows: it is sent often, so it is small. */
export const viewFrameHost = (host: HostView): FrameHost => ({
  id: host.id,
  name: host.name,
  cores: host.cores,
  mode: host.mode,
  connection: host.connection,
  cpuPercent: toDecimals(host.cpuPercent),
  memoryPercent: toDecimals(host.memoryPercent),
  alarms: host.alarms,
  isFailing: host.failing !== null,
  vmCount: host.vmCount,
});

/** Whether a host asks for a person's attention. In maintenance mode or draining it does not: somebody wanted that. */
export function asksForAttention(
  host: Pick<HostView, 'mode' | 'connection' | 'cpuPercent' | 'memoryPercent' | 'alarms' | 'failing'>,
  { cpuThresholdPercent, memoryThresholdPercent }: Thresholds,
): boolean {
  if (host.connection !== 'up') return true;
  if (host.mode !== 'active') return false;
  const tone = worseTone(
    toneOfLoad(host.cpuPercent, cpuThresholdPercent),
    toneOfLoad(host.memoryPercent, memoryThresholdPercent),
  );
  return tone === 'warn' || tone === 'crit' || host.alarms.length > 0 || host.failing !== null;
}
