import type { Clock } from '../../model/clock.ts';

/** How often sign-in may be tried in five minutes. By person and address first: guesses from elsewhere lock nobody out soon. */
const windowSeconds = 300;
const limits = [
  { key: (email: string, address: string) => `${email} ${address}`, attempts: 5 },
  { key: (email: string) => email, attempts: 30 },
  { key: (_: string, address: string) => address, attempts: 60 },
] as const;
const maxKeys = 20_000;

export type ThrottleAnswer = { allowed: true } | { allowed: false; retrySeconds: number };

/** Counts sign-in attempts before the password is looked at, so that many at once cannot slip through together. */
export class SignInThrottle {
  readonly #attempts = new Map<string, number[]>();

  constructor(readonly clock: Clock) {}

  /** Counts one attempt, unless it is refused: who waits is let in again. */
  tryAttempt(email: string, address: string): ThrottleAnswer {
    const now = this.clock.now().getTime();
    const since = now - windowSeconds * 1000;
    const buckets = limits.map((limit) => ({ limit, key: limit.key(email, address) }));
    let blockedUntil = 0;
    for (const { limit, key } of buckets) {
      const recent = (this.#attempts.get(key) ?? []).filter((at) => at > since);
      this.#attempts.set(key, recent);
      const oldestThatCounts = recent[recent.length - limit.attempts];
      if (oldestThatCounts !== undefined) {
        blockedUntil = Math.max(blockedUntil, oldestThatCounts + windowSeconds * 1000);
      }
    }
    if (blockedUntil > 0) return { allowed: false, retrySeconds: Math.ceil((blockedUntil - now) / 1000) };
    for (const { key } of buckets) this.#attempts.get(key)?.push(now);
    this.#prune(since);
    return { allowed: true };
  }

  /** After a right password the person starts afresh from this address. */
  forget(email: string, address: string): void {
    this.#attempts.delete(limits[0].key(email, address));
  }

  #prune(since: number): void {
    if (this.#attempts.size <= maxKeys) return;
    for (const [key, times] of this.#attempts) {
      if (!times.some((at) => at > since)) this.#attempts.delete(key);
    }
    for (const key of this.#attempts.keys()) {
      if (this.#attempts.size <= maxKeys) return;
      this.#attempts.delete(key);
    }
  }
}
