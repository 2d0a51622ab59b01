import {
  type ReadinessFinding,
  ReadinessGrade,
  type ReadinessReport,
  ReadinessTopic,
  topicOf,
} from '../../model/readiness.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import { freeMemoryMiB } from '../forecast/forecast-run.ts';
import { findConnections } from './connections.ts';
import { finding, grouped, hostNames, inGroups, listed, type ReadinessInput } from './finding.ts';
import { findSpeeds } from './speeds.ts';
import { findStorages } from './storages.ts';
import { findVms } from './vms.ts';

/**
 * The findings of an inspection: what stands in the way of migrations first, then by topic. Pure: the same input gives
 * the same report.
 */
export function findReadiness(input: ReadinessInput): ReadinessReport {
  const findings = [
    ...findConnections(input),
    ...findStorages(input),
    ...findVms(input),
    ...findSpeeds(input),
    ...findClocks(input),
    ...findVersions(input),
    ...findHeadroom(input),
  ];
  return {
    hosts: input.inspection.hosts.length,
    vms: input.snapshot.vms.length,
    findings: findings.toSorted((a, b) => rankOf(a) - rankOf(b)),
  };
}

const rankOf = (one: ReadinessFinding): number =>
  ReadinessGrade.options.indexOf(one.grade) * ReadinessTopic.options.length +
  ReadinessTopic.options.indexOf(topicOf(one));

/** A difference below this may be an error of measurement: guests report whole seconds. */
const CLOCK_OFF_SECONDS = 3;

function findClocks({ hosts, inspection }: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(hosts);
  const unknown = inspection.hosts.filter(({ clockOffsetSeconds }) => clockOffsetSeconds === null);
  return [
    ...inspection.hosts.flatMap(({ hostId, clockOffsetSeconds: seconds }) =>
      seconds !== null && Math.abs(seconds) >= CLOCK_OFF_SECONDS
        ? [
            finding('clock-off', 'risk', {
              host: name(hostId),
              seconds: Math.round(Math.abs(seconds)),
              direction: seconds > 0 ? 'ahead' : 'behind',
            }),
          ]
        : [],
    ),
    ...(unknown.length > 0
      ? [
          finding('clock-unknown', 'note', {
            hosts: listed(unknown.map(({ hostId }) => name(hostId))),
            count: unknown.length,
          }),
        ]
      : []),
  ];
}

function findVersions({ hosts, inspection }: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(hosts);
  const versions = inspection.hosts.flatMap(({ hostId, version }) =>
    version === null ? [] : [{ value: version, name: name(hostId) }],
  );
  if (new Set(versions.map(({ value }) => value)).size < 2) return [];
  return [finding('versions-differ', 'risk', { groups: inGroups(versions) })];
}

/** VMs for whose memory no other host has as much left, by the host that they are on. */
function findHeadroom({ hosts, inspection, snapshot }: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(hosts);
  const free = freeMemoryMiB(snapshot);
  const online = snapshot.hosts.filter(({ state }) => state === 'online');
  const fitsNowhere = ({ hostId, memoryMiB, overheadMiB }: SnapshotVm) =>
    online.every(({ id }) => id === hostId || (free.get(id) ?? 0) < memoryMiB + overheadMiB);
  const left = snapshot.vms.filter((vm) => vm.state !== 'stopped' && fitsNowhere(vm));
  const { checked, total } = inspection;
  return [
    ...(hosts.length < 2 ? [] : grouped(left, ({ hostId }) => hostId)).flatMap((group) => {
      const largest = group.toSorted((a, b) => b.memoryMiB - a.memoryMiB)[0];
      if (largest === undefined) return [];
      const { hostId, memoryMiB } = largest;
      const vm = largest.name ?? largest.id;
      return [finding('fits-nowhere', 'risk', { vm, memoryMiB, source: name(hostId), count: group.length })];
    }),
    ...(checked < total ? [finding('checks-left-out', 'note', { checked, total })] : []),
  ];
}
