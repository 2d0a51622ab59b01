import { HOSTS } from './world.ts';

/** A violated invariant. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function insist(holds: boolean, promise: string): void {
  if (!holds) throw new Broken(promise);
}

/** The name of a host of the world by its index. */
export const hostName = (host: number | undefined): string =>
  host === undefined ? 'nowhere' : (HOSTS[host] ?? 'nowhere');
