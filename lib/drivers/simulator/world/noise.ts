/** Pure noise: the same arguments give the same value, on every machine, in any order. */

/** A 32-bit hash of a text (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** The finalizer of MurmurHash3: every bit of the input changes about half of the output's. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A value in [0, 1) for a key, an integer, and a channel (the use that it is for). */
export function uniform(key: number, place: number, channel: number): number {
  const low = place | 0;
  const high = Math.floor(place / 4294967296) | 0;
  return mix(mix(mix(key + Math.imul(channel, 0x9e3779b1)) ^ low) + high) / 4294967296;
}

/**
 * Smooth noise in [-1, 1]: random values at multiples of the period, interpolated in between. Times in milliseconds.
 */
export function smoothNoise(key: number, timeMs: number, periodMs: number, channel: number): number {
  const position = timeMs / periodMs;
  const cell = Math.floor(position);
  const along = position - cell;
  const ease = along * along * (3 - 2 * along);
  const left = uniform(key, cell, channel);
  const right = uniform(key, cell + 1, channel);
  return 2 * (left + (right - left) * ease) - 1;
}

/** The UUID of a simulated VM (version 8, custom) from seed and name. */
export function vmUuid(seed: number, name: string): string {
  const word = (part: number) => hashText(`${seed}/${name}/${part}`).toString(16).padStart(8, '0');
  const hex = word(0) + word(1) + word(2) + word(3);
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
