import { HOSTS } from './world.ts';

/** A promise that was not kept. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function insist(holds: boolean, promise: string): void {
  if (!holds) throw new Broken(promise);
}

/** The name of a host of the world by its number there. */
export const hostName = (host: number | undefined): string =>
  host === undefined ? 'nowhere' : (HOSTS[host] ?? 'nowhere');
