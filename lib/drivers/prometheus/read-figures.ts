import {
  type FiguresSource,
  fillQuery,
  type HostFigure,
  hostFigures,
  type VmFigure,
  vmFigures,
} from '../../model/figures-source.ts';
import type { FigureOf, TestedQuery } from '../../model/tested-figures.ts';
import type { PrometheusClient } from './client.ts';
import { FiguresError } from './figures-error.ts';
import type { MatchHost } from './match-hosts.ts';
import type { Sample } from './wire.ts';

/** The figures of one host or VM. What Prometheus does not give is missing. */
export interface Figures<Name extends string> {
  values: Map<Name, number>;
  sampledAt: number | null; // seconds since the epoch, by the clock of Prometheus; null: nobody asked for the age
}

export interface ClusterFigures {
  hosts: Map<string, Figures<HostFigure>>; // by host id
  vms: Map<string, Figures<VmFigure>>; // by `vmKey`
  asked: TestedQuery[];
}

/**
 * Whether the newest sample of a host or VM is at most as old as the window over which rates are taken. Its age is missing as soon as
 * Prometheus cannot scrape it any more, although rates continue until the window is over. Where nobody asks for the age, figures count.
 */
export function isFresh(
  found: Figures<HostFigure> | Figures<VmFigure>,
  queries: { ageSeconds: string },
  { windowSeconds }: Pick<FiguresSource, 'windowSeconds'>,
): boolean {
  if (queries.ageSeconds === '') return true;
  const ageSeconds = found.values.get('ageSeconds');
  return ageSeconds !== undefined && ageSeconds <= windowSeconds;
}

/** A VM by its UUID or name, on a host. */
export const vmKey = (hostId: string, vm: string): string => `${hostId} ${vm.toLowerCase()}`;

const MAX_UNUSED = 3;

/**
 * Asks every query once, for the whole cluster. A query that fails leaves its figure out, and is in `asked`; throws the
 * FiguresError if all of them fail.
 */
export async function readFigures(
  client: PrometheusClient,
  source: FiguresSource,
  matchHost: MatchHost,
  signal?: AbortSignal,
): Promise<ClusterFigures> {
  const found: ClusterFigures = { hosts: new Map(), vms: new Map(), asked: [] };
  const errors: FiguresError[] = [];
  const askOne = async <Name extends HostFigure | VmFigure>(
    about: FigureOf,
    figure: Name,
    query: string | undefined,
    things: Map<string, Figures<Name>>,
  ): Promise<void> => {
    if (!query) return;
    const text = fillQuery(query, source);
    const asked: TestedQuery = { ...about, text, series: 0, unused: [], fault: null, detail: null };
    found.asked.push(asked);
    try {
      const samples = await client.query(text, signal);
      asked.series = samples.length;
      const keyOf = about.of === 'host' ? hostKeyOf(source, matchHost) : vmKeyOf(source, matchHost);
      asked.unused = take(samples, figure, keyOf, things);
    } catch (error) {
      const { fault, message } = FiguresError.of(error);
      Object.assign(asked, { fault, detail: message });
      errors.push(FiguresError.of(error));
    }
  };
  await Promise.all([
    ...hostFigures.map((figure) =>
      askOne({ of: 'host', figure }, figure, source.hostQueries[figure], found.hosts),
    ),
    ...vmFigures.map((figure) => askOne({ of: 'vm', figure }, figure, source.vmQueries[figure], found.vms)),
  ]);
  const [first] = errors;
  if (first && errors.length === found.asked.length) throw first;
  return found;
}

type KeyOf = (labels: Sample['labels']) => string | null;

const hostKeyOf =
  ({ hostLabel }: FiguresSource, matchHost: MatchHost): KeyOf =>
  (labels) =>
    matchHost(labels[hostLabel] ?? '');

const vmKeyOf =
  ({ hostLabel, vmLabel }: FiguresSource, matchHost: MatchHost): KeyOf =>
  (labels) => {
    const hostId = matchHost(labels[hostLabel] ?? '');
    const vm = labels[vmLabel];
    return hostId === null || !vm ? null : vmKey(hostId, vm);
  };

/** Sorts the samples of one query to their hosts or VMs. Returns the labels of those that could not be used. */
function take<Name extends HostFigure | VmFigure>(
  samples: readonly Sample[],
  figure: Name,
  keyOf: KeyOf,
  things: Map<string, Figures<Name>>,
): string[] {
  const byKey = new Map<string | null, Sample[]>();
  for (const sample of samples) {
    const key = keyOf(sample.labels);
    byKey.set(key, [...(byKey.get(key) ?? []), sample]);
  }
  const unused: Sample[] = [];
  for (const [key, [sample, ...more]] of byKey) {
    if (key === null || !sample || more.length > 0) {
      unused.push(...(sample ? [sample, ...more] : []));
      continue;
    }
    if (Number.isNaN(sample.value)) continue; // as Prometheus says that there is none
    const thing = things.get(key) ?? { values: new Map<Name, number>(), sampledAt: null };
    things.set(key, thing);
    if (figure === 'ageSeconds') thing.sampledAt = sample.atSeconds - sample.value;
    thing.values.set(figure, sample.value);
  }
  return unused.slice(0, MAX_UNUSED).map(({ labels }) => JSON.stringify(labels));
}
