import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import type { ClusterMetrics, HostMetrics, Metrics } from './read-metrics.ts';

type Labelled = { labels: Record<string, string>; value: number | null };

const BYTES_IN_MIB = 2 ** 20;

/** The type of the text: OpenMetrics. */
export const METRICS_TYPE = Registry.OPENMETRICS_CONTENT_TYPE;

/** The figures as OpenMetrics text, after those of the process itself. A value that is not known is left out, and is never 0. */
export async function renderMetrics(
  { jobs, clusters, hosts }: Metrics,
  own: readonly Metric[] = [],
): Promise<string> {
  const registry = new Registry<typeof METRICS_TYPE>();
  registry.setContentType(METRICS_TYPE);
  for (const metric of own) registry.registerMetric(metric);
  const registers = [registry];
  const gauge = (name: string, help: string, values: Labelled[]): void =>
    fill(new Gauge({ name, help, registers, labelNames: namesOf(values) }), values);
  const counter = (name: string, help: string, values: Labelled[]): void => {
    const metric = new Counter({ name, help, registers, labelNames: namesOf(values) });
    for (const { labels, value } of values) if (value !== null) metric.inc(labels, value);
  };
  const ofClusters = (read: (cluster: ClusterMetrics) => number | null): Labelled[] =>
    clusters.map((cluster) => ({ labels: { cluster: cluster.name }, value: read(cluster) }));
  const ofHosts = (read: (host: HostMetrics) => number | null): Labelled[] =>
    hosts.map((each) => ({ labels: { cluster: each.cluster, host: each.host }, value: read(each) }));

  gauge(
    'ballast_queue_jobs',
    'Jobs of the queue by task and state',
    jobs.map(({ task, state, count }) => ({ labels: { task, state }, value: count })),
  );
  gauge('ballast_hosts', 'Hosts by connection', clusters.flatMap(byConnection));
  gauge(
    'ballast_overloaded_hosts',
    'Hosts above a threshold',
    ofClusters((each) => each.overloadedHosts),
  );
  gauge(
    'ballast_vms',
    'VMs',
    ofClusters((each) => each.vms),
  );
  gauge(
    'ballast_doubted_vms',
    'VMs with a measured value that is not believed',
    ofClusters((each) => each.doubtedVms),
  );
  gauge(
    'ballast_unfinished_jobs',
    'Jobs that wait or run',
    ofClusters((each) => each.unfinishedRuns),
  );
  gauge('ballast_moves_last_day', 'Moves that ended in the last 24 hours', clusters.flatMap(byEnd));
  gauge(
    'ballast_interval_seconds',
    'Interval between two samples',
    ofClusters((each) => each.intervalSeconds),
  );
  gauge(
    'ballast_sample_age_seconds',
    'Age of the newest sample',
    ofClusters((each) => each.sampleAgeSeconds),
  );
  gauge(
    'ballast_last_reading_seconds',
    'Duration of the last reading of all hosts',
    ofClusters((each) => each.lastReadingSeconds),
  );
  counter(
    'ballast_readings',
    'Readings of all hosts',
    ofClusters((each) => each.readings),
  );
  counter(
    'ballast_failed_readings',
    'Readings that were not stored',
    ofClusters((each) => each.failedReadings),
  );
  counter(
    'ballast_silent_hosts',
    'Hosts that did not answer, over all readings',
    ofClusters((each) => each.silentHosts),
  );
  counter(
    'ballast_reading_seconds',
    'Duration of all readings',
    ofClusters((each) => each.readingSeconds),
  );
  if (hosts.length > 0) {
    gauge(
      'ballast_host_up',
      'Whether the host answers',
      ofHosts((host) => (host.isUp ? 1 : 0)),
    );
    gauge(
      'ballast_host_cpu_use_ratio',
      'Measured use of its CPUs',
      ofHosts((host) => host.cpuUse),
    );
    gauge(
      'ballast_host_cpu_load_ratio',
      'CPU load',
      ofHosts((host) => host.cpuLoad),
    );
    gauge(
      'ballast_host_memory_load_ratio',
      'Memory load',
      ofHosts((host) => host.memoryLoad),
    );
    gauge(
      'ballast_host_memory_used_bytes',
      'Used memory',
      ofHosts(({ memoryUsedMiB }) => inBytes(memoryUsedMiB)),
    );
    gauge(
      'ballast_host_memory_bytes',
      'Memory',
      ofHosts(({ memoryMiB }) => inBytes(memoryMiB)),
    );
  }
  return registry.metrics();
}

function fill(metric: Gauge, values: readonly Labelled[]): void {
  for (const { labels, value } of values) if (value !== null) metric.set(labels, value);
}

/** Without values any name: a metric without labels would be 0 instead of missing. */
const namesOf = (values: readonly Labelled[]): string[] => Object.keys(values[0]?.labels ?? { cluster: '' });

const inBytes = (mib: number | null): number | null => (mib === null ? null : mib * BYTES_IN_MIB);

const byConnection = ({ name: cluster, hosts }: ClusterMetrics): Labelled[] =>
  Object.entries(hosts).map(([connection, value]) => ({ labels: { cluster, connection }, value }));

const byEnd = ({ name: cluster, endedMoves }: ClusterMetrics): Labelled[] =>
  endedMoves.map(({ state, count }) => ({ labels: { cluster, state }, value: count }));
