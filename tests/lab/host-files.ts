import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostPlace, hostPlace, type LabLayout, uuidOf } from './layout.ts';

function libvirtdConf(layout: LabLayout, place: HostPlace): string {
  return `listen_tls = 0
listen_tcp = 1
listen_addr = "${place.address}"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "root"
unix_sock_rw_perms = "0700"
unix_sock_dir = "${place.dir}"
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

/** libvirt looks up its compiled-in account even when qemu.conf says root; the package that makes it is not there. */
function withLibvirtUser(file: string, line: string): string {
  const others = readFileSync(file, 'utf8').split('\n');
  return `${others.filter((other) => other !== '' && !other.startsWith('libvirt-qemu:')).join('\n')}\n${line}\n`;
}

/** The files that a host has for itself, by their path in it. */
export function hostFiles(layout: LabLayout, place: HostPlace): Record<string, string> {
  const names = layout.hosts.map((host) => `${hostPlace(layout, host).address} ${host}`);
  return {
    'etc/hosts': `${['127.0.0.1 localhost', ...names].join('\n')}\n`,
    'etc/passwd': withLibvirtUser(
      '/etc/passwd',
      'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin',
    ),
    'etc/group': withLibvirtUser('/etc/group', 'libvirt-qemu:x:64055:'),
    'etc/libvirt/libvirtd.conf': libvirtdConf(layout, place),
    'etc/libvirt/qemu.conf': qemuConf(place),
  };
}
