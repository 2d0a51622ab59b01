import type { HostAddress } from '../../model/ports.ts';

type Named = Pick<HostAddress, 'hostId' | 'name' | 'uri' | 'peerUri'>;

/** Finds the host that a value of a label means; null: none of them, or more than one. */
export type MatchHost = (value: string) => string | null;

const IN_URI = /:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/?]+)/;
const PORT = /:\d+$/;

/** `kvm-01.example.org:9100` is `kvm-01.example.org`. */
const withoutPort = (value: string): string => {
  const plain = value.trim().toLowerCase();
  return plain.startsWith('[') || plain.split(':').length === 2 ? plain.replace(PORT, '') : plain;
};

/** `kvm-01.example.org` is also `kvm-01`; an address of numbers has no short form. */
const shortOf = (name: string): string => (/^[\d.:[\]]+$/.test(name) ? name : (name.split('.')[0] ?? name));

/**
 * A host is known by its name and by the names in its addresses, with or without domain and port. A whole name counts
 * before a short one.
 */
export function matchHosts(hosts: readonly Named[]): MatchHost {
  const whole = new Map<string, Set<string>>();
  const short = new Map<string, Set<string>>();
  const add = (names: Map<string, Set<string>>, name: string, hostId: string) =>
    names.set(name, (names.get(name) ?? new Set()).add(hostId));
  for (const { hostId, name, uri, peerUri } of hosts) {
    const inAddresses = [uri, peerUri].flatMap((address) => IN_URI.exec(address ?? '')?.[1] ?? []);
    for (const each of [name, ...inAddresses].map((text) => text.toLowerCase())) {
      add(whole, each, hostId);
      add(short, shortOf(each), hostId);
    }
  }
  const only = (found: Set<string> | undefined): string | null =>
    found?.size === 1 ? ([...found][0] ?? null) : null;
  return (value) => {
    const name = withoutPort(value);
    return only(whole.get(name)) ?? only(short.get(shortOf(name)));
  };
}
