import { describe, expect, it } from 'vitest';
import { BallastError } from '../../model/errors.ts';
import { assertUuid, parseHost } from './config.ts';

const host = (parts: { uri?: string; peerUri?: string | null; migrationAddress?: string | null }) =>
  parseHost({
    hostId: 'h1',
    name: 'kvm-01',
    uri: 'qemu+ssh://root@kvm-01/system',
    peerUri: null,
    migrationAddress: null,
    ...parts,
  });

function codeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof BallastError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('addresses', () => {
  it.each([
    ['qemu+ssh://root@kvm-01/system', 'qemu+ssh://root@kvm-01/system?no_tty=1'],
    ['qemu+ssh://kvm-01:2222/system?no_tty=1', 'qemu+ssh://kvm-01:2222/system?no_tty=1'],
    [
      'qemu+ssh://ballast@kvm-01/system?keyfile=/etc/ballast/key',
      'qemu+ssh://ballast@kvm-01/system?keyfile=/etc/ballast/key&no_tty=1',
    ],
    ['qemu+tcp://10.0.0.5/system', 'qemu+tcp://10.0.0.5/system'],
    [
      'qemu+tls://[fd00::5]:16514/system?pkipath=/etc/ballast/pki',
      'qemu+tls://[fd00::5]:16514/system?pkipath=/etc/ballast/pki',
    ],
    ['qemu+unix:///system?socket=/run/x/libvirt-sock', 'qemu+unix:///system?socket=/run/x/libvirt-sock'],
    [' qemu:///system ', 'qemu:///system'],
  ])('passes on %s', (entered, uri) => {
    expect(host({ uri: entered }).uri).toBe(uri);
  });

  it.each([
    '',
    '--help',
    'test:///default',
    'http://kvm-01/system',
    'qemu+ext://kvm-01/system?command=/bin/sh',
    'qemu+ssh://kvm-01/system?command=/bin/sh',
    'qemu+ssh://kvm-01/system?netcat=/bin/sh',
    'qemu+ssh://kvm-01/system?no_verify=1',
    'qemu+ssh://kvm-01/system?constructor=1',
    'qemu+ssh://-oProxyCommand=reboot/system',
    'qemu+ssh://-l@kvm-01/system',
    'qemu+ssh://kvm-01/session',
    'qemu+ssh:///system',
    'qemu+ssh://kvm-01:70000/system',
    'qemu+tcp://root@kvm-01/system',
    'qemu+unix://kvm-01/system',
    'qemu://kvm-01/system',
    'qemu+unix:///system?socket=/run/../etc/sock',
    'qemu+unix:///system?socket=relative',
    'qemu+ssh://kvm 01/system',
    'qemu+ssh://kvm-01\n/system',
    'qemu+ssh://kvm-01/system?keyfile=/a;reboot',
    'qemu+ssh://kvm-01/system?keyfile=/a%00b',
    `qemu+ssh://${'a'.repeat(400)}/system`,
  ])('refuses %j', (uri) => {
    expect(codeOf(() => host({ uri }))).toBe('bad-config');
    expect(codeOf(() => host({ peerUri: uri }))).toBe('bad-config');
  });

  it('explains the error in a plain sentence', () => {
    expect(() => host({ uri: 'qemu+ssh://kvm-01/session' })).toThrow(
      'kvm-01: the address cannot be used: the address must end in /system, the hypervisor of the whole host',
    );
  });

  it('allows other hosts to use the address of Ballast only if it leads to this host from there too', () => {
    expect(host({}).peerUri).toBe('qemu+ssh://root@kvm-01/system?no_tty=1');
    expect(host({ uri: 'qemu:///system' }).peerUri).toBeNull();
    expect(host({ uri: 'qemu:///system', peerUri: 'qemu+tls://kvm-01/system' }).peerUri).toBe(
      'qemu+tls://kvm-01/system',
    );
    expect(codeOf(() => host({ peerUri: 'qemu:///system' }))).toBe('bad-config');
  });
});

describe('migration addresses', () => {
  it.each([
    ['10.0.8.11', 'tcp://10.0.8.11'],
    ['kvm-01.migration.example', 'tcp://kvm-01.migration.example'],
    ['tcp://10.0.8.11:49152', 'tcp://10.0.8.11:49152'],
    ['fd00::11', 'tcp://[fd00::11]'],
    ['[fd00::11]:49152', 'tcp://[fd00::11]:49152'],
  ])('turns %s into a URI', (entered, uri) => {
    expect(host({ migrationAddress: entered }).migrateUri).toBe(uri);
  });

  it.each(['', '--xml', 'exec:reboot', 'unix:///tmp/x', 'a b', '10.0.8.11:0', 'tcp://host/path'])(
    'refuses %j',
    (migrationAddress) => {
      expect(codeOf(() => host({ migrationAddress }))).toBe('bad-config');
    },
  );
});

describe('identities', () => {
  it('accepts only a UUID', () => {
    expect(codeOf(() => assertUuid('10000000-0000-4000-8000-00006146a0ec'))).toBe('accepted');
    for (const bad of ['', 'web-1', '--all', '10000000-0000-4000-8000-00006146a0ec; reboot'])
      expect(codeOf(() => assertUuid(bad))).toBe('bad-config');
  });
});
