import type { WorldShape, WorldState } from './state.ts';

/** The name of the link between two hosts, the same from both ends. */
const linkBetween = (a: number, b: number): string => `${Math.min(a, b)}-${Math.max(a, b)}`;

/** Whether Ballast gets an answer from this host. */
export function doesAnswer(state: WorldState, host: number): boolean {
  return state.isDown[host] === false && state.isSilent[host] === false;
}

/** Whether memory can be sent from one host to the other. */
export function isJoined(state: WorldState, a: number, b: number): boolean {
  return state.isDown[a] === false && state.isDown[b] === false && !state.cutLinks.has(linkBetween(a, b));
}

/** Whether the hypervisor of one host can log in to that of the other. */
export function canOrder(state: WorldState, from: number, to: number): boolean {
  return doesAnswer(state, to) && isJoined(state, from, to);
}

/** Takes a host or its daemon off the network, or brings it back. Unknown hosts are ignored. */
export function setAway(shape: WorldShape, flags: boolean[], hostName: string, isAway: boolean): void {
  const host = shape.hostIndex.get(hostName);
  if (host !== undefined) flags[host] = isAway;
}

/** Cuts or restores the link between two hosts; both are named. */
export function setLink(
  shape: WorldShape,
  state: WorldState,
  ends: { hostId: string; toHostId: string },
  isCut: boolean,
): void {
  const a = shape.hostIndex.get(ends.hostId);
  const b = shape.hostIndex.get(ends.toHostId);
  if (a === undefined || b === undefined || a === b) return;
  if (isCut) state.cutLinks.add(linkBetween(a, b));
  else state.cutLinks.delete(linkBetween(a, b));
}
