/** The value of a key that may be missing. Undefined: there is no key, or the map has no value for it. */
export const valueFor = <Key, Value>(
  map: ReadonlyMap<Key, Value>,
  key: Key | null | undefined,
): Value | undefined => (key === null || key === undefined ? undefined : map.get(key));
