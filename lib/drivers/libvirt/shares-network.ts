import type { HostAddress } from '../../model/ports.ts';

/** Whether memory is sent over the management network: no migration address was entered, or it is the same address. */
export function sharesNetwork({
  uri,
  migrationAddress,
}: Pick<HostAddress, 'uri' | 'migrationAddress'>): boolean {
  if (migrationAddress === null) return true;
  const host = hostPart(uri);
  return host !== '' && host === hostPart(migrationAddress);
}

/** `kvm-01` from qemu+ssh://root@kvm-01:22/system or from tcp://kvm-01:49152. The scheme may be missing. */
function hostPart(address: string): string {
  const rest = address.replace(/^[a-z0-9+]+:\/\//i, '').split('/')[0] ?? '';
  const withPort = rest.split('@').at(-1) ?? '';
  const bracketed = /^\[([^\]]+)\]/.exec(withPort)?.[1];
  const isPlainIpv6 = withPort.split(':').length > 2;
  return (bracketed ?? (isPlainIpv6 ? withPort : (withPort.split(':')[0] ?? ''))).toLowerCase();
}
