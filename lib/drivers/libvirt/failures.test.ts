import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { driverErrorFacts } from '../../model/errors.ts';
import { detailOf, explainFailure, hasLostHost } from './failures.ts';
import { fixture } from './fake-virsh.ts';

const inTheField = z
  .array(z.object({ from: z.string(), said: z.string(), code: z.string(), scope: z.string() }))
  .parse(JSON.parse(readFileSync('tests/fixtures/libvirt/errors-in-the-field.json', 'utf8')));

const party = { host: 'kvm-01', destination: 'kvm-02', vm: 'web-1' };
const said = (stderr: string) => ({ isOk: false, end: 'exited' as const, stdout: '', stderr });

describe('messages of virsh during a migration', () => {
  it.each([
    ['error-aborted', 'migration-cancelled'],
    ['error-connection-refused', 'destination-unreachable'],
    ['error-cpu-mismatch', 'cpu-incompatible'],
    ['error-cpu-not-provided', 'cpu-incompatible'],
    ['error-domain-not-running', 'vm-not-running'],
    ['error-job-already-active', 'vm-busy'],
    ['error-name-not-resolved', 'destination-unreachable'],
    ['error-name-taken-at-destination', 'name-taken'],
    ['error-no-bridge-at-destination', 'network-missing'],
    ['error-no-bridge', 'network-missing'],
    ['error-no-domain', 'vm-not-found'],
    ['error-no-route', 'destination-unreachable'],
    ['error-same-host', 'same-host'],
    ['error-socket-missing', 'host-unreachable'],
    ['disk-none', 'storage-unsafe'],
  ])('maps %s to %s', (name, code) => {
    expect(explainFailure(said(fixture(name)), party, 'migration').code).toBe(code);
  });

  it.each([
    [
      "operation failed: job 'migration out' failed: Unable to read from socket: Connection reset by peer",
      'destination-lost',
    ],
    ['internal error: client socket is closed', 'destination-lost'],
    ['operation aborted: migration out job: canceled by client', 'migration-cancelled'],
    ['operation failed: Lost connection to destination host', 'destination-lost'],
    ['operation failed: migration out job: unexpectedly failed', 'migration-failed'],
    [
      "internal error: process exited while connecting to monitor: cannot set up guest memory 'pc.ram': Cannot allocate memory",
      'destination-full',
    ],
    ["Cannot access storage file '/srv/vm/web-1.qcow2': No such file or directory", 'storage-missing'],
    ["Storage pool not found: no storage pool with matching name 'san-1'", 'storage-missing'],
    ["Network not found: no network with matching name 'lan'", 'network-missing'],
    ["authentication failed: Failed to verify peer's certificate", 'peer-certificate-refused'],
    ['The client certificate /etc/pki/libvirt/clientcert.pem has expired', 'peer-certificate-refused'],
    ['Unable to read TLS confirmation: Input/output error', 'peer-certificate-refused'],
    [
      "Cannot read CA certificate '/etc/pki/CA/cacert.pem': No such file or directory",
      'peer-certificate-refused',
    ],
    [
      'Cannot recv data: root@kvm-02: Permission denied (publickey): Connection reset by peer',
      'peer-login-refused',
    ],
    ['Cannot recv data: Host key verification failed.: Connection reset by peer', 'peer-key-unknown'],
    [
      'Cannot recv data: Host key for kvm-02 has changed and you have requested strict checking.\nHost key verification failed.: Connection reset by peer',
      'peer-key-changed',
    ],
    [
      "End of file while reading data: virt-ssh-helper: cannot connect to '/var/run/libvirt/libvirt-sock': Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied: Input/output error",
      'peer-socket-refused',
    ],
    [
      "End of file while reading data: virt-ssh-helper: cannot connect to '/var/run/libvirt/libvirt-sock': Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused: Input/output error",
      'destination-unreachable',
    ],
    [
      'Cannot recv data: kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.77.0.2 port 22: Connection reset by peer',
      'peer-crowded',
    ],
    ['End of file while reading data: : Input/output error', 'migration-failed'],
    [
      'End of file while reading data: Connection to kvm-02 closed by remote host.: Input/output error',
      'destination-lost',
    ],
    [
      'Cannot recv data: ssh: Could not resolve hostname kvm-02: Name or service not known: Connection reset by peer',
      'destination-unreachable',
    ],
  ])('maps "%s" to %s', (text, code) => {
    expect(explainFailure(said(`error: ${text}\n`), party, 'migration').code).toBe(code);
  });

  it.each(inTheField)(
    'gives the scope of a failure: $code, as after $from',
    ({ said: text, code, scope }) => {
      expect(explainFailure(said(`error: ${text}\n`), party, 'migration')).toMatchObject({ code, scope });
    },
  );

  it('contains the facts that the sentence of the code names, and the message of the hypervisor', () => {
    const error = explainFailure(said(fixture('error-name-taken-at-destination')), party, 'migration');
    expect(Object.keys(error.facts)).toEqual(expect.arrayContaining([...driverErrorFacts['name-taken']]));
    expect(error.facts.detail).toBe(
      "operation failed: domain 'smp2' already exists with uuid 20000000-0000-4000-8000-000013adff3f",
    );
    expect(error.message).toContain(
      'kvm-02 has another VM of the name or identity of web-1: operation failed',
    );
  });
});

describe('other messages of virsh', () => {
  it.each([
    [
      'failed to connect to the hypervisor\nerror: Cannot recv data: Host key verification failed.: Connection reset by peer',
      'host-key-unknown',
    ],
    [
      `failed to connect to the hypervisor\nerror: Cannot recv data: @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n${'x'.repeat(400)}Host key verification failed.: Connection reset by peer`,
      'host-key-changed',
    ],
    [
      'failed to connect to the hypervisor\nerror: Cannot recv data: kex_exchange_identification: read: Connection reset by peer',
      'host-crowded',
    ],
    [
      'failed to connect to the hypervisor\nerror: Cannot recv data: Warning: Identity file /no/key not accessible: No such file or directory.\nroot@kvm-01: Permission denied (publickey).',
      'key-unusable',
    ],
    [
      "failed to connect to the hypervisor\nerror: authentication failed: Failed to verify peer's certificate",
      'certificate-refused',
    ],
    [
      "failed to connect to the hypervisor\nerror: Failed to connect socket to '/x': Permission denied",
      'socket-refused',
    ],
    [
      'failed to connect to the hypervisor\nerror: authentication unavailable: no polkit agent',
      'host-refused',
    ],
    [
      "failed to connect to the hypervisor\nerror: Cannot read CA certificate '/etc/pki/CA/cacert.pem': No such file or directory",
      'certificate-unusable',
    ],
    [
      'failed to connect to the hypervisor\nerror: The client certificate /etc/pki/libvirt/clientcert.pem has expired',
      'certificate-unusable',
    ],
    [
      "failed to connect to the hypervisor\nerror: Our own certificate /p/clientcert.pem failed validation against /p/cacert.pem: The certificate hasn't got a known issuer.",
      'certificate-unusable',
    ],
    [
      'failed to connect to the hypervisor\nerror: Unable to read TLS confirmation: Input/output error',
      'certificate-unusable',
    ],
    [
      "2026-11-29 10:09:49.325+0000: 21735: warning : virNetTLSContextCheckCertificate:1086 : Certificate check failed Certificate [session] owner does not match the hostname 10.77.0.1\nerror: failed to connect to the hypervisor\nerror: authentication failed: Failed to verify peer's certificate",
      'certificate-other-name',
    ],
    [
      'failed to connect to the hypervisor\nerror: Cannot recv data: Load key "/k": error in libcrypto\nroot@kvm-01: Permission denied (publickey).: Connection reset by peer',
      'key-unusable',
    ],
    [
      "failed to connect to the hypervisor\nerror: End of file while reading data: virt-ssh-helper: cannot connect to '/var/run/libvirt/libvirt-sock': Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied: Input/output error",
      'socket-refused',
    ],
    [
      'failed to connect to the hypervisor\nerror: Cannot recv data: ssh: connect to host kvm-01 port 22: Connection refused',
      'host-unreachable',
    ],
    [
      'failed to connect to the hypervisor\nerror: End of file while reading data: sh: 1: nc: not found: Input/output error',
      'unsupported',
    ],
    ['internal error: client socket is closed', 'host-unreachable'],
    ["failed to get domain 'nosuch'", 'vm-not-found'],
    ["unknown command: 'domstats2'", 'unsupported'],
    ['something that nobody has seen before', 'driver-failed'],
  ])('maps "%s" to %s', (text, code) => {
    expect(explainFailure(said(`error: ${text}\n`), { host: 'kvm-01' }).code).toBe(code);
  });

  it('omits log lines of libvirt itself, and cuts only between lines', () => {
    const log =
      '2026-11-29 10:09:49.325+0000: 21735: info : libvirt version: 9.0.0\n' +
      '2026-11-29 10:09:49.325+0000: 21735: warning : virNetTLSContextCheckCertificate:1086 : Certificate check failed\n';
    expect(detailOf(`${log}error: authentication failed\n`)).toBe(
      'Certificate check failed; authentication failed',
    );
    expect(detailOf(`${'a sentence of ssh '.repeat(20)}\n@@@@@@@\n${'b'.repeat(200)}\nerror: the end`)).toBe(
      `${'b'.repeat(200)}; the end`,
    );
  });

  it('treats a missing answer as a host that does not answer', () => {
    const silent = { isOk: false, end: 'silent' as const, stdout: '', stderr: '' };
    const error = explainFailure(silent, { host: 'kvm-01' });
    expect(error).toMatchObject({
      code: 'host-unreachable',
      message: 'kvm-01 does not answer: no answer in time',
    });
  });

  it('recognizes that the result is unknown because the connection was lost', () => {
    expect(hasLostHost(said('error: Disconnected from qemu+tcp://kvm-01/system due to end of file'))).toBe(
      true,
    );
    expect(hasLostHost({ ...said(''), end: 'killed' })).toBe(true);
    expect(hasLostHost(said(fixture('error-no-route')))).toBe(false);
  });
});
