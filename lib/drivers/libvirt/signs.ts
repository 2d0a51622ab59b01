import type { DriverError, DriverErrorCode } from '../../model/errors.ts';
import type { HostSign } from '../../model/host-sign.ts';
import { at, parseRoot, text } from '../xml.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { askHost, askPeers } from './connections.ts';
import { readDefinition } from './definition/read-definition.ts';

/** So many others are asked: each of them tries a migration that must be refused, which makes one of its VMs busy for a moment. */
const PEERS_ASKED = 2;
/** Of so many VMs a disk is looked up. */
const DISKS_READ = 3;

/** A machine refused the connection to a port: it runs, whatever has become of libvirt there. */
const PORT_REFUSED = /(ssh: connect to host|connect to server at) .*Connection refused/i;
/** ssh got in, and found nobody behind the socket of libvirt. */
const SOCKET_REFUSED = /(virt-ssh-helper|\bncat|\bnc): |Failed to connect socket/i;
const NAME_UNKNOWN = /Could not resolve|Unable to resolve|Name or service not known/i;

/** Codes that a host can only have given itself. */
const ANSWERS: ReadonlySet<DriverErrorCode> = new Set([
  'host-refused',
  'host-key-unknown',
  'host-key-changed',
  'certificate-refused',
  'certificate-other-name',
  'host-crowded',
  'socket-refused',
  'destination-refused',
  'peer-key-unknown',
  'peer-key-changed',
  'peer-login-refused',
  'peer-socket-refused',
  'peer-crowded',
  'peer-certificate-refused',
  'same-host',
]);
const SILENCE: ReadonlySet<DriverErrorCode> = new Set(['host-unreachable', 'destination-unreachable']);

const sign = (
  source: HostSign['source'],
  by: string,
  says: HostSign['says'],
  detail = '',
  mark: string | null = null,
): HostSign => ({ source, by, says, detail, mark, writtenAt: null });

/** What a failed connection to the host shows of its machine; null: it did not fail. */
export function readFailure(failure: DriverError | null, uri: string): HostSign['says'] {
  if (failure === null || ANSWERS.has(failure.code)) return 'runs';
  const detail = String(failure.facts.detail ?? '');
  if (!SILENCE.has(failure.code) || NAME_UNKNOWN.test(detail)) return 'nothing';
  const isBehindSsh = uri.startsWith('qemu+ssh:') && !/ssh: connect to host/i.test(detail);
  const isRefused = PORT_REFUSED.test(detail) || (isBehindSsh && SOCKET_REFUSED.test(detail));
  return isRefused ? 'runs' : 'silent';
}

const detailIn = (failure: DriverError | null): string => String(failure?.facts.detail ?? '');

/** See `HypervisorDriver.readSigns`. */
export async function readSigns(
  virsh: Virsh,
  host: LibvirtHost,
  others: readonly LibvirtHost[],
  definitions: readonly string[],
): Promise<HostSign[]> {
  const [own, peers] = await Promise.all([askHost(virsh, host), askPeers(virsh, others, host, PEERS_ASKED)]);
  const [first] = peers;
  return [
    sign('ballast', '', readFailure(own.failure, host.uri), detailIn(own.failure)),
    ...peers.map(({ peer, failure }) =>
      sign('peer', peer.name, readFailure(failure, host.peerUri ?? ''), detailIn(failure)),
    ),
    ...(first ? await readDisks(virsh, first.peer, definitions) : []),
  ];
}

/** When a disk of each of the VMs was last written, as another host sees it in its pools. */
async function readDisks(
  virsh: Virsh,
  peer: LibvirtHost,
  definitions: readonly string[],
): Promise<HostSign[]> {
  const disks = definitions.flatMap((xml) => {
    const name = text(parseRoot(xml, 'domain'), 'name');
    const disk = readDefinition(xml)?.disks.find(({ kind, isReadOnly }) => kind === 'file' && !isReadOnly);
    return name === null || disk === undefined ? [] : [{ name, disk }];
  });
  const asked = disks.slice(0, DISKS_READ).map(async ({ name, disk: { pool, volume } }) => {
    const named = pool === null ? [] : ['--pool', pool];
    const result = await virsh.run(peer.uri, ['vol-dumpxml', '--vol', volume, ...named]);
    const root = result.isOk ? parseRoot(result.stdout, 'volume') : null;
    const writtenAt = text(at(root, 'target', 'timestamps'), 'mtime');
    return writtenAt === null ? [] : sign('storage', name, 'nothing', volume, writtenAt);
  });
  return (await Promise.all(asked)).flat();
}
