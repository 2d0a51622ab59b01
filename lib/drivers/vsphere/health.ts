import type { FailingReason, ReportedFailing } from '../../model/failing-host.ts';
import { at, children, type Node, text } from '../xml.ts';
import type { Properties } from './properties.ts';

/** The parts of HostHardwareStatusInfo, and what a red one of each means. */
const PARTS: readonly (readonly [part: string, reason: FailingReason])[] = [
  ['memoryStatusInfo', 'memory'],
  ['cpuStatusInfo', 'other'],
  ['storageStatusInfo', 'disk'],
];

const SENSORS: Record<string, FailingReason> = { temperature: 'hot', memory: 'memory', storage: 'disk' };

/**
 * Hardware of a host that vCenter shows as red, by its health system; null: none; undefined: the host has no health
 * system. The overall status of a host is not used: an alarm about its load makes it red as well.
 */
export function failingOf(host: Properties): ReportedFailing | null | undefined {
  const health = host.get('runtime.healthSystemRuntime');
  if (health === undefined) return undefined;
  const parts = PARTS.flatMap(([part, reason]) =>
    children(at(health, 'hardwareStatusInfo'), part)
      .filter((info) => isRed(at(info, 'status')))
      .map((info) => ({ reason, detail: text(info, 'name') ?? part })),
  );
  const sensors = children(at(health, 'systemHealthInfo'), 'numericSensorInfo')
    .filter((sensor) => isRed(at(sensor, 'healthState')))
    .map((sensor) => ({
      reason: SENSORS[(text(sensor, 'sensorType') ?? '').toLowerCase()] ?? ('other' as const),
      detail: text(sensor, 'name') ?? 'sensor',
    }));
  const [first, ...others] = [...parts, ...sensors];
  if (first === undefined) return null;
  const names = [first, ...others].map(({ detail }) => detail).sort();
  return { reason: first.reason, detail: [...new Set(names)].slice(0, 3).join(', ') };
}

const isRed = (state: Node | null): boolean => (text(state, 'key') ?? '').toLowerCase() === 'red';
