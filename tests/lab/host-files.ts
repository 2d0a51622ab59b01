import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_PKI } from './access.ts';
import { type HostPlace, hostPlace, type LabLayout, uuidOf } from './layout.ts';

function libvirtdConf(layout: LabLayout, place: HostPlace): string {
  return `listen_tls = 1
listen_tcp = 1
ca_file = "${HOST_PKI}/cacert.pem"
cert_file = "${HOST_PKI}/servercert.pem"
key_file = "${HOST_PKI}/serverkey.pem"
listen_addr = "${place.address}"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "libvirt"
unix_sock_rw_perms = "0770"
host_uuid = "${uuidOf(layout.dir, layout.name, 'host', place.host)}"
log_level = 3
log_outputs = "3:file:${join(place.dir, 'libvirtd.log')}"
keepalive_interval = 5
`;
}

function qemuConf(place: HostPlace): string {
  return `security_driver = "none"
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
namespaces = [ ]
cgroup_controllers = [ ]
stdio_handler = "file"
swtpm_user = "root"
swtpm_group = "root"
migration_address = "0.0.0.0"
migration_host = "${place.address}"
keepalive_interval = 2
keepalive_count = 3
`;
}

function sshdConfig(place: HostPlace): string {
  return `ListenAddress ${place.address}
HostKey /etc/ssh/ssh_host_ed25519_key
AuthorizedKeysFile /etc/ssh/authorized_keys/%u
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PidFile /run/sshd.pid
`;
}

/** A file such as /etc/passwd of this machine, in which the lines of the same names are replaced. */
function withLines(file: string, lines: readonly string[]): string {
  const named = (line: string) => line.slice(0, line.indexOf(':'));
  const ours = new Set(lines.map(named));
  const others = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !ours.has(named(line)));
  return `${[...lines, ...others].join('\n')}\n`;
}

/**
 * The accounts of a host or console; `home` is root's home folder. libvirt looks up the account that it was
 * compiled with even if qemu.conf says root, and the package that creates this account is not installed. No account
 * has a password.
 */
export function accountFiles(home: string): { passwd: string; group: string; shadow: string } {
  const nobody = '/usr/sbin/nologin';
  const passwd = withLines('/etc/passwd', [
    `root:x:0:0::${home}:/bin/sh`,
    `libvirt-qemu:x:64055:64055::/var/lib/libvirt:${nobody}`,
    `sshd:x:64056:65534::/run/sshd:${nobody}`,
    'ballast:x:64057:64057::/run/home/ballast:/bin/sh',
    'stranger:x:64058:64058::/run/home/stranger:/bin/sh',
  ]);
  const group = withLines('/etc/group', [
    'libvirt-qemu:x:64055:',
    'libvirt:x:64056:ballast',
    'ballast:x:64057:',
    'stranger:x:64058:',
  ]);
  const shadow = ['root', 'ballast', 'stranger'].map((name) => `${name}:*:20000:0:99999:7:::\n`).join('');
  return { passwd, group, shadow };
}

/** The host names and addresses on the management network. */
export function hostsFile(layout: LabLayout): string {
  const names = layout.hosts.map((host) => `${hostPlace(layout, host).address} ${host}`);
  return `${['127.0.0.1 localhost', ...names].join('\n')}\n`;
}

/** The files that belong to one host only, by their path on it. */
export function hostFiles(layout: LabLayout, place: HostPlace): Record<string, string> {
  const { passwd, group, shadow } = accountFiles('/run/home/root');
  return {
    'etc/hosts': hostsFile(layout),
    'etc/passwd': passwd,
    'etc/group': group,
    'etc/shadow': shadow,
    'etc/ssh/sshd_config': sshdConfig(place),
    'etc/libvirt/libvirtd.conf': libvirtdConf(layout, place),
    'etc/libvirt/qemu.conf': qemuConf(place),
  };
}
