import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../lib/model/clock.ts';
import { toPlainText } from '../../lib/model/plain-text.ts';
import type { Log } from '../../lib/platform/log.ts';
import type { RefusalCode } from './refusal.ts';

const QUIET_MS = 60_000;
const MAX_CLIENTS = 200;
const LONGEST_PATH = 200;

/**
 * Logs refusals, once a minute for each client and cause, with the number of those left out, so that nobody can fill
 * the log.
 */
export class RefusalLog {
  private readonly logged = new Map<string, { at: number; leftOut: number }>();

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  note(code: RefusalCode, address: string | undefined, request?: IncomingMessage): void {
    const now = this.clock.now().getTime();
    for (const [key, { at }] of this.logged) if (Math.abs(now - at) > 2 * QUIET_MS) this.logged.delete(key);
    const isNew = !this.logged.has(`${code} ${address}`) && this.logged.size >= MAX_CLIENTS;
    const client = isNew ? 'others' : (address ?? 'gone');
    const key = `${code} ${client}`;
    const before = this.logged.get(key);
    if (before && Math.abs(now - before.at) < QUIET_MS) {
      before.leftOut += 1;
      return;
    }
    this.logged.set(key, { at: now, leftOut: 0 });
    const { method, url = '' } = request ?? {};
    const path = toPlainText(url.slice(0, LONGEST_PATH));
    const facts = { code, client, method, path, ...(before?.leftOut ? { leftOut: before.leftOut } : {}) };
    if (code === 'name-not-served')
      this.log.warn(facts, 'a request to a name that is not served was refused');
    else this.log.info(facts, 'a request was refused');
  }
}
