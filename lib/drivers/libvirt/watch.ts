import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { parseEvent, type WireEvent } from './wire.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** virsh ends after this time and is started again, so that a process left behind by a crash does not stay. */
const SPELL_SECONDS = 900;

/**
 * Listens to one host until the returned function is called. If the host cannot be reached, it tries again after a pause
 * that doubles up to a minute. Events in the meantime are not reported; the next observation shows their effect.
 */
export function watchHost(virsh: Virsh, host: LibvirtHost, onEvent: (event: WireEvent) => void): () => void {
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | null = null;
  let listening: { stop(): void } | null = null;
  let isStopped = false;

  const onLine = (line: string) => {
    pauseMs = FIRST_PAUSE_MS;
    const event = parseEvent(line);
    if (event !== null && !isStopped) onEvent(event);
  };
  const onEnd = () => {
    if (isStopped) return;
    timer = setTimeout(listen, pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };
  const listen = () => {
    const args = ['event', '--loop', '--all', '--timestamp', '--timeout', String(SPELL_SECONDS)];
    let hasEnded = false;
    listening = virsh.follow(host.uri, args, onLine, () => {
      if (hasEnded) return; // a process that could not start reports its end twice
      hasEnded = true;
      onEnd();
    });
  };
  listen();
  return () => {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
    listening?.stop();
  };
}
