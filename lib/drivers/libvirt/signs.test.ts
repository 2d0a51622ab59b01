import { describe, expect, it, test } from 'vitest';
import { createVirsh } from './client.ts';
import { driverError, explainFailure } from './failures.ts';
import { answerBy, createFakeVirsh, fixture } from './fake-virsh.ts';
import { readFailure, readSigns } from './signs.ts';

const SSH = 'qemu+ssh://root@kvm-01/system';
const failed = (stderr: string, during: 'call' | 'migration' = 'call') =>
  explainFailure(
    { isOk: false, end: 'exited', stdout: '', stderr: `error: ${stderr}` },
    { host: 'kvm-01' },
    during,
  );
const own = (message: string) => failed(`failed to connect to the hypervisor\nerror: ${message}`);

describe('what a failed connection shows of the machine', () => {
  test.each([
    ['ssh: connect to host kvm-01 port 22: No route to host', 'silent'],
    ['ssh: connect to host kvm-01 port 22: Connection timed out', 'silent'],
    ['ssh: connect to host kvm-01 port 22: Connection refused', 'runs'],
    ["unable to connect to server at 'kvm-01:16514': Connection refused", 'runs'],
    ["unable to connect to server at 'kvm-01:16514': No route to host", 'silent'],
    [
      'Cannot recv data: virt-ssh-helper: Failed to connect socket to /run/libvirt/libvirt-sock: No such file',
      'runs',
    ],
    ['Cannot recv data: nc: unix connect failed: Connection refused', 'runs'],
    ['Cannot recv data: Host key verification failed.', 'runs'],
    ['ssh: Could not resolve hostname kvm-01: Name or service not known', 'nothing'],
  ] as const)('%s: %s', (message, says) => {
    expect(readFailure(own(message), SSH)).toBe(says);
  });

  it('is that it runs where there was an answer, and nothing where it could not be tried', () => {
    expect(readFailure(null, SSH)).toBe('runs');
    expect(readFailure(driverError('not-tried', { host: 'kvm-02' }), SSH)).toBe('nothing');
    expect(readFailure(driverError('host-unreachable', { host: 'kvm-01' }, 'no answer in time'), SSH)).toBe(
      'silent',
    );
  });
});

const hostOf = (name: string) => ({
  hostId: name,
  name,
  uri: `qemu+ssh://${name}/system`,
  peerUri: `qemu+ssh://${name}/system`,
  migrateUri: null,
});

describe('the signs of a silent host', () => {
  const XML = `<domain type='kvm'><name>web</name><uuid>3f2f7dd5-4a5c-4d0e-9a37-5d2d0e8c8f10</uuid>
    <devices><disk type='file' device='disk'><source file='/san/web.qcow2'/><target dev='vda'/></disk></devices></domain>`;

  it('come from Ballast, from peers that try to connect, and from disks that a peer sees', async () => {
    const fake = createFakeVirsh(({ uri, args }) => {
      if (uri.includes('kvm-01'))
        return {
          stderr:
            'error: failed to connect to the hypervisor\nerror: ssh: connect to host kvm-01 port 22: No route to host',
        };
      if (args[0] === 'migrate')
        return {
          stderr:
            'error: operation failed: Failed to connect to remote libvirt URI: ssh: connect to host kvm-01 port 22: No route to host',
        };
      return answerBy(args, {
        version: fixture('version'),
        list: '3f2f7dd5-4a5c-4d0e-9a37-5d2d0e8c8f11',
        dumpxml: fixture('dumpxml-running').replaceAll(
          /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
          '3f2f7dd5-4a5c-4d0e-9a37-5d2d0e8c8f11',
        ),
        'vol-dumpxml': `<volume><target><path>/san/web.qcow2</path><timestamps><mtime>1700000000.5</mtime></timestamps></target></volume>`,
      });
    });
    const [dead, ...others] = ['kvm-01', 'kvm-02'].map(hostOf);
    const signs = await readSigns(createVirsh(fake.spawn), dead ?? hostOf('-'), others, [XML]);
    expect(signs.map(({ source, by, says, mark }) => [source, by, says, mark])).toEqual([
      ['ballast', '', 'silent', null],
      ['peer', 'kvm-02', 'silent', null],
      ['storage', 'web', 'nothing', '1700000000.5'],
    ]);
  });
});
