import { z } from 'zod';
import { DriverError } from '../../model/errors.ts';
import type { HostAddress } from '../../model/ports.ts';
import { parseHostConfig } from '../parse-config.ts';

/** A host whose addresses were checked, in the form that is passed to virsh. */
export interface LibvirtHost {
  hostId: string;
  name: string;
  uri: string; // Ballast to host
  peerUri: string | null; // host to host; null: no other host can use the entered address
  migrateUri: string | null; // tcp://address[:port]
}

const FORMS = 'qemu+ssh://, qemu+tcp://, qemu+tls://, qemu+unix:// or qemu:///system';
const USER = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}';
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}\\]';
const URI = new RegExp(
  `^qemu(?:\\+(ssh|tcp|tls|unix))?://(?:(${USER})@)?(${HOST})?(?::(\\d{1,5}))?/([a-z]*)(?:\\?(.*))?$`,
);
const ADDRESS = new RegExp(`^(?:tcp://)?(${HOST}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)(?::(\\d{1,5}))?/?$`);
const PATH = /^\/[A-Za-z0-9_./+@-]{1,200}$/;

/** Parameters that are allowed after `?`. Others could run a command or switch off a check. */
const PARAMETERS: Record<string, { transports: string[]; value: RegExp }> = {
  socket: { transports: ['unix', 'ssh'], value: PATH },
  keyfile: { transports: ['ssh'], value: PATH },
  proxy: { transports: ['ssh'], value: /^(auto|netcat|native)$/ },
  mode: { transports: ['unix', 'ssh'], value: /^(auto|direct|legacy)$/ },
  no_tty: { transports: ['ssh'], value: /^1$/ },
  pkipath: { transports: ['tls'], value: PATH },
};

/** A libvirt connection URI that is safe to pass on; ssh must never prompt. */
export const LibvirtUri = z
  .string()
  .trim()
  .max(300)
  .transform((text, ctx) => {
    const fault = faultOf(text);
    if (fault !== null) {
      ctx.addIssue({ code: 'custom', message: fault });
      return z.NEVER;
    }
    const isSilent = !text.startsWith('qemu+ssh:') || /[?&]no_tty=1(&|$)/.test(text);
    return isSilent ? text : `${text}${text.includes('?') ? '&' : '?'}no_tty=1`;
  });

/** Where memory is sent: a name, an IPv4 or an IPv6 address, with or without a port. */
export const MigrationAddress = z
  .string()
  .trim()
  .max(300)
  .transform((text, ctx) => {
    const match = ADDRESS.exec(text);
    const [, address = '', port] = match ?? [];
    if (match === null || !isPort(port)) {
      ctx.addIssue({ code: 'custom', message: 'write a name or an IP address, such as 10.0.8.11' });
      return z.NEVER;
    }
    const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
    return `tcp://${host}${port === undefined ? '' : `:${port}`}`;
  });

const isPort = (port: string | undefined): boolean =>
  port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);

/** What is wrong with a URI, as the end of a sentence, or null. */
function faultOf(text: string): string | null {
  const match = URI.exec(text);
  if (match === null) return `write an address that begins with ${FORMS}`;
  const [, transport, user, host, port, path, query] = match;
  const isRemote = transport !== undefined && transport !== 'unix';
  if (isRemote && host === undefined) return `qemu+${transport}:// needs the name or address of a host`;
  if (!isRemote && (host !== undefined || user !== undefined || port !== undefined))
    return `an address without a network has no host in it: write ${FORMS}`;
  if (user !== undefined && transport !== 'ssh') return 'only qemu+ssh:// takes a user name';
  if (!isPort(port)) return `${port} is not a port`;
  if (path !== 'system') return 'the address must end in /system, the hypervisor of the whole host';
  return (
    (query === undefined ? [] : query.split('&'))
      .map((part) => parameterFault(part, transport))
      .find(Boolean) ?? null
  );
}

function parameterFault(part: string, transport = ''): string | null {
  const [name = '', value = ''] = part.split(/=(.*)/s);
  const rule = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
  if (!rule?.transports.includes(transport))
    return `the parameter "${name.slice(0, 40)}" is not allowed here`;
  return rule.value.test(value) && !value.includes('/../')
    ? null
    : `"${name}" has a value that is not allowed`;
}

const isLocalDefault = (uri: string): boolean =>
  /^qemu(\+unix)?:\/\/\/system/.test(uri) && !/[?&]socket=/.test(uri);

/**
 * The addresses of one host as entered: a value that could be read as an option, run a command, or switch off a check
 * of keys is refused.
 */
export const LibvirtHostConfig = z
  .object({
    hostId: z.string(),
    name: z.string(),
    uri: LibvirtUri,
    peerUri: LibvirtUri.refine(
      (uri) => !isLocalDefault(uri),
      'this address leads every host to itself',
    ).nullable(),
    migrationAddress: MigrationAddress.nullable(),
  })
  .transform(({ peerUri, migrationAddress, ...host }): LibvirtHost => {
    const peer = peerUri ?? host.uri;
    return { ...host, peerUri: isLocalDefault(peer) ? null : peer, migrateUri: migrationAddress };
  });

/** Reads the addresses of one host. Throws `bad-config` with a plain sentence for an invalid address. */
export const parseHost = (address: HostAddress): LibvirtHost => parseHostConfig(LibvirtHostConfig, address);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Throws `bad-config` unless it is the UUID of a VM: nothing else is ever passed to virsh to identify a VM. */
export function assertUuid(vmUuid: string): void {
  if (UUID.test(vmUuid)) return;
  throw new DriverError('bad-config', 'not the identity of a VM', { detail: vmUuid.slice(0, 80) });
}
