import type { FiguresSource, HostFigure, VmFigure } from '../../model/figures-source.ts';
import type { HostAlarm } from '../../model/host-alarm.ts';
import { noHostMeasures, noVmMeasures } from '../../model/no-measures.ts';
import type { HostAddress, HostObservation, HypervisorDriver, VmObservation } from '../../model/ports.ts';
import { createPrometheusClient } from './client.ts';
import { createFiguresReader, type FiguresReader, type ReadResult } from './figures-reader.ts';
import { matchHosts } from './match-hosts.ts';
import { type Figures, isFresh, vmKey } from './read-figures.ts';

/**
 * The same driver, whose observations of a cluster have the figures of a Prometheus. Inventory, states and moves stay
 * those of the hypervisor, and so do figures without a query. A figure that Prometheus lacks, or whose newest sample is older than
 * the window of the source, is null: it is a gap, and is not filled from elsewhere.
 */
export function withFigures(
  driver: HypervisorDriver,
  { source, token, hosts }: { source: FiguresSource; token: string | null; hosts: readonly HostAddress[] },
): HypervisorDriver {
  const client = createPrometheusClient(source, token);
  const reader = createFiguresReader(client, source, matchHosts(hosts));
  return {
    ...driver,
    observeCluster: async (hostIds, { until, isAsked } = {}) => {
      // no other option is passed on: whatever the driver hands out by itself has not the figures of this source
      const options = { until, isAsked };
      const [seen, figures] = await Promise.all([
        driver.observeCluster(hostIds, options),
        reader.read(options),
      ]);
      const overlay = new Overlay(source, figures, reader);
      return {
        hosts: seen.hosts.map((reading) =>
          'observation' in reading ? { ...reading, observation: overlay.host(reading.observation) } : reading,
        ),
      };
    },
    close: async () => {
      client.close();
      await driver.close();
    },
  };
}

/** Puts one reading of the figures over observations. */
class Overlay {
  constructor(
    private readonly source: FiguresSource,
    private readonly read: ReadResult,
    private readonly reader: FiguresReader,
  ) {}

  host(seen: HostObservation): HostObservation {
    const { read } = this;
    const found = 'figures' in read ? read.figures.hosts.get(seen.hostId) : undefined;
    const { hostQueries } = this.source;
    const fresh = found && isFresh(found, hostQueries, this.source) ? found : null;
    const value = (name: HostFigure, own: number | null): number | null =>
      hostQueries[name] ? (fresh?.values.get(name) ?? null) : own;
    const further = seen.further ?? noHostMeasures;
    return {
      ...seen,
      ...this.counter(`host ${seen.hostId}`, seen.cpuSeconds ?? null, hostQueries, fresh),
      use: {
        cpuBusyFraction: value('cpuUse', seen.use.cpuBusyFraction),
        memoryUsedMiB: value('memoryUsedMiB', seen.use.memoryUsedMiB),
      },
      further: {
        ...further,
        cpuPressure: value('cpuPressure', further.cpuPressure),
        swapUsedMiB: value('swapUsedMiB', further.swapUsedMiB),
        diskReadMiBps: value('diskReadMiBps', further.diskReadMiBps),
        diskWriteMiBps: value('diskWriteMiBps', further.diskWriteMiBps),
        networkInMiBps: value('networkInMiBps', further.networkInMiBps),
        networkOutMiBps: value('networkOutMiBps', further.networkOutMiBps),
      },
      vms: seen.vms.map((vm) => this.vm(seen.hostId, vm)),
      alarms: [...seen.alarms, ...this.alarms(fresh !== null, found?.values.get('ageSeconds') ?? null)],
    };
  }

  private vm(hostId: string, seen: VmObservation): VmObservation {
    if (seen.state !== 'running' || seen.isIncoming) return seen;
    const vms = 'figures' in this.read ? this.read.figures.vms : null;
    const found = vms?.get(vmKey(hostId, seen.uuid)) ?? vms?.get(vmKey(hostId, seen.name));
    const { vmQueries } = this.source;
    const fresh = found && isFresh(found, vmQueries, this.source) ? found : null;
    const value = (name: VmFigure, own: number | null): number | null =>
      vmQueries[name] ? (fresh?.values.get(name) ?? null) : own;
    const further = seen.further ?? noVmMeasures;
    return {
      ...seen,
      ...this.counter(`vm ${seen.uuid}`, seen.cpuSeconds ?? null, vmQueries, fresh),
      lacksFigures: fresh === null,
      cpuCoresUsed: value('cores', seen.cpuCoresUsed),
      memoryUsedMiB: value('memoryUsedMiB', seen.memoryUsedMiB),
      further: {
        ...further,
        readyCores: value('readyCores', further.readyCores),
        diskReadMiBps: value('diskReadMiBps', further.diskReadMiBps),
        diskWriteMiBps: value('diskWriteMiBps', further.diskWriteMiBps),
        networkInMiBps: value('networkInMiBps', further.networkInMiBps),
        networkOutMiBps: value('networkOutMiBps', further.networkOutMiBps),
      },
    };
  }

  /** The counter of CPU time. Without its age nobody can tell a counter that has stopped from one that was not read again. */
  private counter(
    key: string,
    own: number | null,
    queries: Partial<Record<'cpuSeconds' | 'ageSeconds', string>>,
    fresh: Figures<HostFigure> | Figures<VmFigure> | null,
  ): { cpuSeconds: number | null; isRepeated: boolean } {
    if (!queries.cpuSeconds) return { cpuSeconds: own, isRepeated: false };
    if (fresh === null || fresh.sampledAt === null) return { cpuSeconds: null, isRepeated: false };
    const isRepeated = this.reader.isRepeated(key, fresh.sampledAt);
    return { cpuSeconds: fresh.values.get('cpuSeconds') ?? null, isRepeated };
  }

  private alarms(isFresh: boolean, ageSeconds: number | null): HostAlarm[] {
    const { read } = this;
    const { address } = this.source;
    if (!('figures' in read))
      return [{ code: 'figures-unread', facts: { address, detail: read.error.message } }];
    const failed = read.figures.asked.find(({ of, fault }) => of === 'host' && fault !== null);
    if (failed) return [{ code: 'figures-unread', facts: { address, detail: failed.detail ?? '' } }];
    if (isFresh) return [];
    return ageSeconds === null
      ? [{ code: 'figures-missing', facts: { address } }]
      : [{ code: 'figures-old', facts: { address, seconds: Math.round(ageSeconds) } }];
  }
}
