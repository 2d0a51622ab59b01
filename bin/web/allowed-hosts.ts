import os from 'node:os';
import type { Environment } from '../../lib/platform/env.ts';

const WITH_PORT = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

/**
 * A name in the form for comparing: without port and final dot, in lower case, an IPv6 address in its shortest form.
 * Null: no name.
 */
export function hostNameOf(header: string | undefined): string | null {
  const name = WITH_PORT.exec(header ?? '')?.[1]?.replace(/\.$/, '');
  if (!name || !URL.canParse(`http://${name}`)) return null;
  return new URL(`http://${name}`).hostname;
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** The names and addresses of this machine, as they are now. */
export function machineNames(): string[] {
  const [label = ''] = os.hostname().split('.');
  const addresses = Object.values(os.networkInterfaces()).flatMap((all) => all ?? []);
  return [os.hostname(), label, `${label}.local`, ...addresses.map(({ address }) => bracketed(address))];
}

function isLoopback(name: string): boolean {
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d+){3}$/.test(name)
  );
}

const everywhere = new Set(['0.0.0.0', '::']);

/**
 * The names that the console answers to, which excludes names of other sites that resolve to it (DNS rebinding).
 * Loopback, the names in BALLAST_URL, HOST and BALLAST_ALLOWED_HOSTS, and the machine's own names if it listens on
 * all addresses.
 */
export class AllowedHosts {
  private readonly names: Set<string>;
  private readonly isEverywhere: boolean;

  constructor(
    env: Pick<Environment, 'host' | 'origin' | 'allowedHosts'>,
    private readonly ofMachine: () => string[] = machineNames,
  ) {
    const given = [new URL(env.origin).host, bracketed(env.host), ...env.allowedHosts.map(bracketed)];
    this.names = new Set(given.map(hostNameOf).filter((name) => name !== null));
    this.isEverywhere = everywhere.has(env.host);
  }

  /** Whether the value of a Host header, with or without a port, is one of them. */
  has(header: string | undefined): boolean {
    const name = hostNameOf(header);
    if (name === null) return false;
    if (isLoopback(name) || this.names.has(name)) return true;
    return this.isEverywhere && this.ofMachine().some((own) => hostNameOf(own) === name);
  }
}
