import { DriverError } from '../model/errors.ts';
import type {
  ClusterObservation,
  HostObservation,
  HostReading,
  HypervisorDriver,
  ReadingOptions,
} from '../model/ports.ts';
import { beforeAbort } from './before-abort.ts';

/** After this many failures in a row a host is asked less often. */
const FAILURES_BEFORE_REST = 3;
/** The most readings in a row in which a silent host is not asked. */
const MAX_READINGS_LEFT_OUT = 3;

/** Reads clusters whose hosts can only be asked one by one. What it remembers may be lost at any time. */
export interface ClusterReader extends Pick<HypervisorDriver, 'observeHost'> {
  observeCluster(hostIds: readonly string[], options?: ReadingOptions): Promise<ClusterObservation>;
  /** Something happened on this host: the next reading asks it. */
  wake(hostId: string): void;
}

interface Silence {
  failures: number; // in a row
  leftOut: number; // readings that still leave it out
  error: DriverError;
}

/**
 * Asks all hosts in parallel; a failure affects only its host. An error that is not a DriverError becomes
 * `driver-failed`. An answer that arrives after `until` is dropped, because moves may have ended since it was asked for;
 * such a host is not asked again before it has answered or failed. `nameOf`: the name of a host, to display.
 */
export function createClusterReader(
  observeHost: (hostId: string) => Promise<HostObservation>,
  nameOf: (hostId: string) => string,
): ClusterReader {
  const silences = new Map<string, Silence>();
  const late = new Set<string>();

  const note = (reading: HostReading): HostReading => {
    if ('observation' in reading) silences.delete(reading.hostId);
    else silences.set(reading.hostId, silenceAfter(silences.get(reading.hostId), reading.error));
    return reading;
  };
  const ask = async (hostId: string, until: AbortSignal | undefined): Promise<HostReading> => {
    if (late.has(hostId)) return { hostId, error: tooLate(nameOf(hostId)) };
    const asked = readOne(hostId, observeHost).then(note);
    const first = await beforeAbort(asked, until);
    if (first !== null) return first;
    late.add(hostId);
    void asked.then(() => late.delete(hostId));
    return { hostId, error: tooLate(nameOf(hostId)) };
  };

  return {
    observeHost: async (hostId) => {
      const observation = await observeHost(hostId);
      silences.delete(hostId);
      return observation;
    },
    observeCluster: async (hostIds, { until, isAsked = false, early } = {}) => {
      const readings = hostIds.map((hostId): HostReading | Promise<HostReading> => {
        const silence = silences.get(hostId);
        if (isAsked || silence === undefined || silence.leftOut === 0) return ask(hostId, until);
        silence.leftOut--;
        return { hostId, error: silence.error };
      });
      return { hosts: await (early ? allOf(readings, early) : Promise.all(readings)) };
    },
    wake: (hostId) => {
      const silence = silences.get(hostId);
      if (silence !== undefined) silence.leftOut = 0;
    },
  };
}

function silenceAfter(before: Silence | undefined, error: DriverError): Silence {
  const failures = (before?.failures ?? 0) + 1;
  const beyond = Math.max(0, failures - FAILURES_BEFORE_REST + 1);
  return { failures, leftOut: Math.min(MAX_READINGS_LEFT_OUT, beyond), error };
}

/** All readings; `take` gets those there are if the signal aborts first. */
async function allOf(
  readings: readonly (HostReading | Promise<HostReading>)[],
  { after, take }: NonNullable<ReadingOptions['early']>,
): Promise<HostReading[]> {
  const read = new Map<number, HostReading>();
  const noted = readings.map(async (reading, i) => {
    const found = await reading;
    read.set(i, found);
    return found;
  });
  const end = () => take([...read.keys()].toSorted((a, b) => a - b).flatMap((i) => read.get(i) ?? []));
  if (after.aborted) end();
  after.addEventListener('abort', end);
  try {
    return await Promise.all(noted);
  } finally {
    after.removeEventListener('abort', end);
  }
}

const tooLate = (host: string): DriverError =>
  new DriverError('host-unreachable', `${host} has not answered in time`, { host });

async function readOne(
  hostId: string,
  observeHost: (hostId: string) => Promise<HostObservation>,
): Promise<HostReading> {
  try {
    return { hostId, observation: await observeHost(hostId) };
  } catch (error) {
    if (error instanceof DriverError) return { hostId, error };
    const detail = String(error);
    return { hostId, error: new DriverError('driver-failed', detail, { detail }, { cause: error }) };
  }
}
