import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { type GuestReport, type Order, reportGuest, SeenHeartbeat } from './heartbeats.ts';
import { until } from './shell.ts';

/** Time as the witness counts it: milliseconds since 1970 that never step back. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Listens to the guests of a lab from the moment it was made until `close`. */
export interface Witness {
  /** Names of the guests observed so far. */
  guests(): string[];
  /** The last heartbeat of a guest. */
  last(guest: string): SeenHeartbeat | undefined;
  /** What happened to one guest, since the beginning or in a window of `nowMs()` times. */
  report(guest: string, window?: { fromMs?: number; toMs?: number }): GuestReport;
  /** Waits until a heartbeat newer than this call satisfies `isMet`; throws after `seconds` (180). */
  waitFor(guest: string, isMet?: (beat: SeenHeartbeat) => boolean, seconds?: number): Promise<SeenHeartbeat>;
  /** Sends settings to a guest, without waiting for them to take effect. */
  order(order: Order): void;
  close(): void;
}

/** Connects to a lab's collector; throws when there is none. */
export async function openWitness(collectorSocket: string): Promise<Witness> {
  const beatsOf = new Map<string, SeenHeartbeat[]>();
  const socket = connect(collectorSocket);
  await once(socket, 'connect').catch((error: unknown) => {
    throw new Error('Nothing collects heartbeats here: `npm run lab -- up` starts it.', { cause: error });
  });
  const startMs = nowMs();
  socket.on('error', () => socket.destroy()); // the lab went down: the silence shows in the reports
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
