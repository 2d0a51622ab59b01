import { z } from 'zod';

/**
 * The figures of hosts and VMs that a cluster may take from Prometheus, each by a query. `cpuSeconds` is the counter that shows
 * whether figures still move, `ageSeconds` how old the newest one is. What has no query comes from the hypervisor.
 */
export const hostFigures = [
  'ageSeconds',
  'cpuSeconds',
  'cpuUse',
  'cpuPressure',
  'memoryUsedMiB',
  'swapUsedMiB',
  'diskReadMiBps',
  'diskWriteMiBps',
  'networkInMiBps',
  'networkOutMiBps',
] as const;
export type HostFigure = (typeof hostFigures)[number];

export const vmFigures = [
  'ageSeconds',
  'cpuSeconds',
  'cores',
  'readyCores',
  'memoryUsedMiB',
  'diskReadMiBps',
  'diskWriteMiBps',
  'networkInMiBps',
  'networkOutMiBps',
] as const;
export type VmFigure = (typeof vmFigures)[number];

export type HostQueries = Record<HostFigure, string>;
export type VmQueries = Record<VmFigure, string>;

const MIB = '1048576';
const DISKS = 'device!~"(dm-|loop|ram|sr|zram|md).*"';
const LINKS = 'device!~"lo|(veth|vnet|tap|virbr|br|bond|docker|cni).*"';
const ofHost = (inner: string): string => `sum by ($host) (${inner})`;
const ofVm = (inner: string): string => `sum by ($host, $vm) (${inner})`;

/**
 * The queries for node_exporter and libvirt-exporter. `$host` and `$vm` stand for the labels that name them, `$window` for
 * the time over which rates are taken.
 */
export const usualHostQueries: Readonly<HostQueries> = {
  ageSeconds: 'time() - max by ($host) (timestamp(node_cpu_seconds_total))',
  cpuSeconds: ofHost('node_cpu_seconds_total'),
  cpuUse: `1 - ${ofHost('rate(node_cpu_seconds_total{mode=~"idle|iowait"}[$window])')} / count by ($host) (node_cpu_seconds_total{mode="idle"})`,
  cpuPressure: ofHost('rate(node_pressure_cpu_waiting_seconds_total[$window])'),
  memoryUsedMiB: `${ofHost('node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes')} / ${MIB}`,
  swapUsedMiB: `${ofHost('node_memory_SwapTotal_bytes - node_memory_SwapFree_bytes')} / ${MIB}`,
  diskReadMiBps: `${ofHost(`rate(node_disk_read_bytes_total{${DISKS}}[$window])`)} / ${MIB}`,
  diskWriteMiBps: `${ofHost(`rate(node_disk_written_bytes_total{${DISKS}}[$window])`)} / ${MIB}`,
  networkInMiBps: `${ofHost(`rate(node_network_receive_bytes_total{${LINKS}}[$window])`)} / ${MIB}`,
  networkOutMiBps: `${ofHost(`rate(node_network_transmit_bytes_total{${LINKS}}[$window])`)} / ${MIB}`,
};

export const usualVmQueries: Readonly<VmQueries> = {
  ageSeconds: 'time() - max by ($host, $vm) (timestamp(libvirt_domain_info_cpu_time_seconds_total))',
  cpuSeconds: ofVm('libvirt_domain_info_cpu_time_seconds_total'),
  cores: ofVm('rate(libvirt_domain_info_cpu_time_seconds_total[$window])'),
  readyCores: '',
  memoryUsedMiB: '',
  diskReadMiBps: `${ofVm('rate(libvirt_domain_block_stats_read_bytes_total[$window])')} / ${MIB}`,
  diskWriteMiBps: `${ofVm('rate(libvirt_domain_block_stats_write_bytes_total[$window])')} / ${MIB}`,
  networkInMiBps: `${ofVm('rate(libvirt_domain_interface_stats_receive_bytes_total[$window])')} / ${MIB}`,
  networkOutMiBps: `${ofVm('rate(libvirt_domain_interface_stats_transmit_bytes_total[$window])')} / ${MIB}`,
};

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/;
const label = z.string().trim().regex(LABEL, 'a label of Prometheus: letters, digits and _');
const query = z.string().trim().max(2000);

/** An address without a password in it: a token has a field of its own. */
const address = z
  .string()
  .trim()
  .max(300)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password, search, hash } = new URL(text);
    return /^https?:$/.test(protocol) && username + password + search + hash === '';
  }, 'write an address such as https://prometheus.example.org:9090');

const orNone = (text: string | null | undefined): string | null => text || null;

export const MIN_WINDOW_SECONDS = 10;
export const MAX_WINDOW_SECONDS = 3600;

/** Where a cluster's figures come from, without the token. */
export const FiguresSource = z.object({
  address,
  /** PEM of the authority that signed its certificate; null: one that this system trusts. */
  authority: z
    .string()
    .trim()
    .max(20_000)
    .regex(/^(-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----)?$/, 'a certificate in PEM format')
    .nullish()
    .transform(orNone),
  /** SHA-256 of its certificate; null: not pinned. With it, no authority is needed. */
  fingerprint: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([0-9A-F]{2}(:?[0-9A-F]{2}){31})?$/, 'SHA-256: 64 hexadecimal digits')
    .nullish()
    .transform((text) => orNone(text?.replaceAll(':', ''))),
  hostLabel: label,
  vmLabel: label,
  windowSeconds: z.number().int().min(MIN_WINDOW_SECONDS).max(MAX_WINDOW_SECONDS),
  hostQueries: z.record(z.enum(hostFigures), query),
  vmQueries: z.record(z.enum(vmFigures), query),
});
export type FiguresSource = z.output<typeof FiguresSource>;

/** What a form begins with. */
export const usualSource = {
  hostLabel: 'instance',
  vmLabel: 'uuid',
  windowSeconds: 60,
  hostQueries: usualHostQueries,
  vmQueries: usualVmQueries,
} as const satisfies Partial<FiguresSource>;

/** A query with its placeholders replaced. */
export function fillQuery(
  text: string,
  { hostLabel, vmLabel, windowSeconds }: Pick<FiguresSource, 'hostLabel' | 'vmLabel' | 'windowSeconds'>,
): string {
  return text
    .replaceAll('$host', hostLabel)
    .replaceAll('$vm', vmLabel)
    .replaceAll('$window', `${windowSeconds}s`);
}

/** An entry for each of these names. */
export function mapNames<Name extends string>(
  names: readonly Name[],
  of: (name: Name) => string,
): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, string>;
}

/** Why Prometheus gave no figures. */
export type FiguresFault =
  | 'unreachable' // nothing answers at the address, or not in time
  | 'certificate' // its certificate is not trusted, or is another one than was entered
  | 'not-allowed' // it wants another token
  | 'not-prometheus' // what answers is something else
  | 'refused-query' // it does not understand a query
  | 'wrong-kind' // the query gives no instant vector
  | 'busy' // it is starting, overloaded, or gave up
  | 'too-large';
