import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostPlace, hostPlace, type LabLayout } from './layout.ts';
import { type Authority, makeAuthority, writePki } from './pki.ts';
import { run } from './shell.ts';

/** The accounts that people use to sign in to a host: root, a user in the group libvirt, and a user who is not in it. */
export const ACCOUNTS = ['root', 'ballast', 'stranger'] as const;
export type Account = (typeof ACCOUNTS)[number];

/** The folders for TLS files on a host, and on the machine of Ballast. */
export const HOST_PKI = '/etc/libvirt/pki';

const keyOf = (layout: LabLayout, owner: string): string => join(layout.runDir, 'keys', owner);
const publicKey = (file: string): string => readFileSync(`${file}.pub`, 'utf8').trim();

/** The SSH key with which Ballast signs in on every host, for every account. */
export const userKey = (layout: LabLayout): string => keyOf(layout, 'ballast');

/** Makes an SSH key; an empty passphrase leaves it unencrypted. */
export async function makeSshKey(file: string, passphrase = ''): Promise<void> {
  if (existsSync(file)) return;
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', '', '-f', file]);
}

/** The lab's own certificate authority. */
export const labAuthority = (layout: LabLayout): Promise<Authority> =>
  makeAuthority(join(layout.runDir, 'keys/authority'), `${layout.name} lab`);

/** Creates the keys of all hosts and of those who sign in on them. Existing keys are kept. */
export async function makeKeys(layout: LabLayout): Promise<void> {
  mkdirSync(join(layout.runDir, 'keys'), { recursive: true, mode: 0o700 });
  for (const owner of ['ballast', ...layout.hosts]) await makeSshKey(keyOf(layout, owner));
}

/** The `known_hosts` entries of the lab's hosts. */
export const knownHosts = (layout: LabLayout): string =>
  layout.hosts
    .map((host) => `${host},${hostPlace(layout, host).address} ${publicKey(keyOf(layout, host))}\n`)
    .join('');

/** Installs the key and certificates of a host, and admits Ballast and root of the other hosts. */
export async function grantAccess(layout: LabLayout, place: HostPlace): Promise<void> {
  const root = join(place.dir, 'root');
  const ssh = join(root, 'etc/ssh');
  mkdirSync(join(ssh, 'authorized_keys'), { recursive: true });
  copyFileSync(keyOf(layout, place.host), join(ssh, 'ssh_host_ed25519_key'));
  const own = publicKey(userKey(layout));
  const ofHosts = layout.hosts.map((host) => publicKey(keyOf(layout, host)));
  for (const account of ACCOUNTS) {
    const keys = account === 'root' ? [own, ...ofHosts] : [own];
    writeFileSync(join(ssh, 'authorized_keys', account), `${keys.join('\n')}\n`);
  }
  for (const account of ACCOUNTS) mkdirSync(join(root, 'run/home', account), { recursive: true });
  const home = join(root, 'run/home/root/.ssh');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  copyFileSync(keyOf(layout, place.host), join(home, 'id_ed25519'));
  writeFileSync(join(home, 'known_hosts'), knownHosts(layout));
  const folder = join(root, HOST_PKI);
  if (existsSync(folder)) return;
  const authority = await labAuthority(layout);
  await writePki(folder, authority, { server: { name: place.host }, client: { name: place.host } });
}
