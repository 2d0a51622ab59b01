import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { type GuestReport, type Order, reportGuest, SeenHeartbeat } from './heartbeats.ts';
import { until } from './shell.ts';

/** The time of the witness: milliseconds since 1970, monotonic. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Records the heartbeats of a lab's guests from its creation until `close`. */
export interface Witness {
  /** Names of the guests that were observed so far. */
  guests(): string[];
  /** The last heartbeat of a guest. */
  last(guest: string): SeenHeartbeat | undefined;
  /** Summary for one guest, since the beginning or in a window of `nowMs()` times. */
  report(guest: string, window?: { fromMs?: number; toMs?: number }): GuestReport;
  /** Waits until a heartbeat that is newer than this call satisfies `isMet`. Throws after `seconds` (default 180). */
  waitFor(guest: string, isMet?: (beat: SeenHeartbeat) => boolean, seconds?: number): Promise<SeenHeartbeat>;
  /** Sends settings to a guest, without waiting for them to take effect. */
  order(order: Order): void;
  close(): void;
}

/** Connects to a lab's collector. Throws if there is none. */
export async function openWitness(collectorSocket: string): Promise<Witness> {
  const beatsOf = new Map<string, SeenHeartbeat[]>();
  const socket = connect(collectorSocket);
  await once(socket, 'connect').catch((error: unknown) => {
    throw new Error('Nothing collects heartbeats here: `npm run lab -- up` starts it.', { cause: error });
  });
  const startMs = nowMs();
  socket.on('error', () => socket.destroy()); // the lab was stopped: the reports show the silence
  const lines = createInterface(socket).on('error', () => socket.destroy());
  lines.on('line', (line) => {
    const beat = SeenHeartbeat.parse(JSON.parse(line));
    const beats = beatsOf.get(beat.guest);
    if (beats) beats.push(beat);
    else beatsOf.set(beat.guest, [beat]);
  });
  const last = (guest: string) => beatsOf.get(guest)?.at(-1);
  return {
    guests: () => [...beatsOf.keys()].sort(),
    last,
    report: (guest, window = {}) =>
      reportGuest(guest, beatsOf.get(guest) ?? [], {
        fromMs: window.fromMs ?? startMs,
        toMs: window.toMs ?? nowMs(),
      }),
    waitFor: async (guest, isMet = () => true, seconds = 180) => {
      const sinceMs = nowMs();
      let found: SeenHeartbeat | undefined;
      const check = () => {
        const beat = last(guest);
        if (beat && beat.atMs >= sinceMs && isMet(beat)) found = beat;
        return found !== undefined;
      };
      const failure = `${guest} sent no such heartbeat within ${seconds} s.`;
      await until(check, { seconds, failure });
      if (!found) throw new Error(failure);
      return found;
    },
    order: (order) => void socket.write(`${JSON.stringify(order)}\n`),
    close: () => {
      lines.close();
      socket.destroy();
    },
  };
}
