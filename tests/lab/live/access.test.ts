import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLibvirtDriver } from '../../../lib/drivers/libvirt/index.ts';
import { DriverError } from '../../../lib/model/errors.ts';
import { driverErrorOf } from '../../contract/steps.ts';
import { labAuthority, makeSshKey } from '../access.ts';
import { createLab, whyNoLab } from '../create-lab.ts';
import { hostPlace, labLayout } from '../layout.ts';
import { type Authority, makeAuthority, writePki } from '../pki.ts';
import { reachFrom, reachHost, withFile } from '../reach.ts';
import { run, until } from '../shell.ts';

/** Uses real libvirt behind real sshd and TLS. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`How hosts are reached is not tried. ${reason}`);

/** The maximum duration of a request, with a margin. */
const LONGEST_MS = 17_000;
const VM = '10000000-0000-4000-8000-000013adff3f';

describe.skipIf(reason)('reaching hosts', { timeout: 60_000 }, () => {
  const lab = createLab({ name: 'access', hosts: 2 });
  const layout = labLayout({ name: 'access', dir: join(lab.runDir, '..'), hosts: 2 });
  const [here, there] = ['access-1', 'access-2'] as const;
  const keys = join(lab.runDir, 'keys');
  /** The path of a host's own file on the machine. */
  const ofHost = (host: string, path: string) => join(hostPlace(layout, host).dir, 'root', path);
  let authority: Authority;
  let otherAuthority: Authority;

  const reach = (uri: string) => reachHost(here, uri);
  const reachPeer = (peerUri: string) => reachFrom(lab, [here, there], peerUri);
  const swapped = (text: string) =>
    text.replaceAll(`${here},`, 'x,').replaceAll(`${there},`, `${here},`).replaceAll('x,', `${there},`);

  beforeAll(async () => {
    await lab.down();
    await lab.up();
    vi.stubEnv('PATH', `${lab.console.bin}:${process.env.PATH}`);
    vi.stubEnv('SSH_AUTH_SOCK', undefined);
    authority = await labAuthority(layout);
    otherAuthority = await makeAuthority(join(keys, 'stranger'), 'somebody else');
    const file = join(lab.runDir, 'vm.xml');
    const os = "<os><type arch='x86_64' machine='q35'>hvm</type></os>";
    const size = "<memory unit='MiB'>64</memory><vcpu>1</vcpu>";
    writeFileSync(file, `<domain type='qemu'><name>asked</name><uuid>${VM}</uuid>${size}${os}</domain>`);
    await lab.virsh(here, ['define', file]);
  }, 600_000);

  afterAll(async () => {
    vi.unstubAllEnvs();
    await lab.down();
  }, 60_000);

  it('offers guests under software emulation only, even on a machine with KVM', async () => {
    const capabilities = await lab.virsh(here, ['capabilities']);
    expect(capabilities).toContain("<domain type='qemu'/>");
    expect(capabilities).not.toContain("<domain type='kvm'/>");
  });

  describe('over SSH, from Ballast', () => {
    const sessions: ChildProcess[] = [];
    afterEach(() => {
      for (const session of sessions.splice(0)) session.kill('SIGKILL');
    });

    it('connects with a key file, as root and as a user in the group libvirt', async () => {
      expect(await reach(lab.sshUri(here))).toBe('ok');
      expect(await reach(lab.sshUri(here, { account: 'ballast' }))).toBe('ok');
      expect(await reach(lab.sshUri(here, { account: 'stranger' }))).toBe('socket-refused');
    });

    it('reports an unknown or changed host key', async () => {
      const known = lab.console.knownHosts;
      const action = () => reach(lab.sshUri(here));
      expect(await withFile(known, () => '', action)).toBe('host-key-unknown');
      expect(await withFile(known, swapped, action)).toBe('host-key-changed');
      expect(await action()).toBe('ok');
    });

    it('reports a key with a passphrase, and uses it through an agent', async () => {
      const keyfile = join(keys, 'locked');
      await makeSshKey(keyfile, 'a secret');
      const granted = ofHost(here, 'etc/ssh/authorized_keys/root');
      const grant = (text: string) => `${text}${readFileSync(`${keyfile}.pub`, 'utf8')}`;
      await withFile(granted, grant, async () => {
        expect(await reach(lab.sshUri(here, { keyfile }))).toBe('key-needs-passphrase');
        const socket = join(lab.runDir, 'agent');
        const agent = spawn('/usr/bin/ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
        sessions.push(agent);
        await until(() => existsSync(socket), { seconds: 10, failure: 'no ssh-agent' });
        const ask = join(lab.runDir, 'ask');
        writeFileSync(ask, "#!/bin/sh\necho 'a secret'\n", { mode: 0o700 });
        const env = { SSH_AUTH_SOCK: socket, SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: 'force' };
        await run('ssh-add', ['-q', keyfile], { env });
        vi.stubEnv('SSH_AUTH_SOCK', socket);
        expect(await reach(lab.sshUri(here, { keyfile }))).toBe('ok');
        vi.stubEnv('SSH_AUTH_SOCK', undefined);
      });
    });

    it('reports a key that is missing, readable by others, invalid or not authorized', async () => {
      expect(await reach(lab.sshUri(here, { keyfile: join(keys, 'nowhere') }))).toBe('key-unusable');
      const open = join(keys, 'open');
      copyFileSync(join(keys, 'ballast'), open);
      chmodSync(open, 0o644);
      expect(await reach(lab.sshUri(here, { keyfile: open }))).toBe('key-unusable');
      writeFileSync(join(keys, 'rubbish'), 'no key', { mode: 0o600 });
      expect(await reach(lab.sshUri(here, { keyfile: join(keys, 'rubbish') }))).toBe('key-unusable');
      await makeSshKey(join(keys, 'nobody'));
      expect(await reach(lab.sshUri(here, { keyfile: join(keys, 'nobody') }))).toBe('host-refused');
    });

    it('asks twelve hosts at once through an sshd that admits three sign-ins at a time', async () => {
      await lab.faults.stopSshd(here);
      await lab.faults.startSshd(here, ['MaxStartups=3']);
      const hosts = Array.from({ length: 12 }, (_, n) => {
        const keyfile = join(keys, `ballast-${n}`); // a different address for each
        copyFileSync(join(keys, 'ballast'), keyfile);
        const uri = lab.sshUri(here, { keyfile });
        return { hostId: `host-${n}`, name: `host-${n}`, uri, peerUri: null, migrationAddress: null };
      });
      const driver = createLibvirtDriver({ hosts, clock: { now: () => new Date() } });
      const observe = async (hostId: string) =>
        driver.observeHost(hostId).then(
          () => 'ok',
          (error: unknown) => (error instanceof DriverError ? error.code : String(error)),
        );
      const answers = await Promise.all(hosts.map(({ hostId }) => observe(hostId)));
      expect(answers.filter((answer) => answer !== 'ok' && answer !== 'host-crowded')).toEqual([]);
      expect(answers).toContain('ok');
      await driver.close();
      await lab.faults.stopSshd(here);
      await lab.faults.startSshd(here);
    });

    it('continues after a restart of sshd and after connections that break midway', async () => {
      const host = { hostId: here, name: here, uri: lab.sshUri(here), peerUri: null, migrationAddress: null };
      const driver = createLibvirtDriver({ hosts: [host], clock: { now: () => new Date() } });
      const observe = () => driver.observeHost(here);
      await observe();
      await lab.faults.stopSshd(here);
      expect((await driverErrorOf(observe())).code).toBe('host-unreachable');
      await lab.faults.startSshd(here);
      expect((await observe()).hostId).toBe(here);

      await lab.faults.cutLink(here); // packets are dropped without an error
      const from = performance.now();
      expect((await driverErrorOf(observe())).code).toBe('host-unreachable');
      expect(performance.now() - from).toBeLessThan(LONGEST_MS);
      await lab.faults.joinLink(here);
      expect((await observe()).hostId).toBe(here);
      await driver.close();
    });

    it('times out if sshd accepts the connection and does not respond, and leaves no process behind', async () => {
      await lab.faults.freezeSshd(here);
      const from = performance.now();
      expect(await reach(lab.sshUri(here))).toBe('host-unreachable');
      expect(performance.now() - from).toBeLessThan(LONGEST_MS);
      await lab.faults.thawSshd(here);
      const left = () => run('sh', ['-c', `ps -eo args | grep -c "[s]sh .*${here}" || true`]);
      await until(async () => (await left()).trim() === '0', {
        seconds: 5,
        failure: 'an ssh was left behind',
      });
    });
  });

  describe('over TLS, from Ballast', () => {
    const withClient = async (name: string, client?: { name: string; isExpired?: boolean }) => {
      const pkipath = join(lab.runDir, 'pki', name);
      await writePki(pkipath, name === 'stranger' ? otherAuthority : authority, client ? { client } : {});
      return reach(lab.tlsUri(here, { pkipath }));
    };

    it('connects with a private certificate authority', async () => {
      expect(await reach(lab.tlsUri(here))).toBe('ok');
    });

    it('reports that its own certificate is unusable: expired, missing, or in a folder that does not exist', async () => {
      expect(await withClient('expired', { name: 'console', isExpired: true })).toBe('certificate-unusable');
      expect(await withClient('none')).toBe('certificate-unusable');
      expect(await reach(lab.tlsUri(here, { pkipath: join(keys, 'nowhere') }))).toBe('certificate-unusable');
    });

    it('reports a host certificate of an unknown authority or for another name', async () => {
      expect(await withClient('stranger', { name: 'console' })).toBe('certificate-refused');
      const { address } = hostPlace(layout, here);
      expect(await reach(lab.tlsUri(address))).toBe('certificate-other-name');
    });

    it('reports an expired host certificate', async () => {
      const pki = ofHost(here, 'etc/libvirt/pki');
      const restart = async () => {
        await lab.faults.stopDaemon(here);
        await lab.faults.startDaemon(here);
      };
      // libvirtd does not start with an expired certificate; it continues if the certificate expires later
      const trusting = (text: string) => `${text}tls_no_sanity_certificate = 1\n`;
      await withFile(ofHost(here, 'etc/libvirt/libvirtd.conf'), trusting, async () => {
        await writePki(pki, authority, { server: { name: here, isExpired: true } });
        await restart();
        expect(await reach(lab.tlsUri(here))).toBe('certificate-refused');
      });
      await writePki(pki, authority, { server: { name: here } });
      await restart();
      expect(await reach(lab.tlsUri(here))).toBe('ok');
    });

    it('times out if libvirtd accepts the connection and does not respond', async () => {
      await lab.faults.freezeDaemon(here);
      const from = performance.now();
      expect(await reach(lab.tlsUri(here))).toBe('host-unreachable');
      expect(performance.now() - from).toBeLessThan(LONGEST_MS);
      await lab.faults.thawDaemon(here);
    });
  });

  describe('from host to host', () => {
    const ssh = () => lab.peerUri(there, 'ssh');
    const home = 'run/home/root/.ssh';

    it('connects over TCP, SSH and TLS', async () => {
      expect(await reachPeer(lab.peerUri(there))).toBe('ok');
      expect(await reachPeer(ssh())).toBe('ok');
      expect(await reachPeer(lab.peerUri(there, 'tls'))).toBe('ok');
    });

    it('reports problems with SSH that must be fixed at the source', async () => {
      const known = ofHost(here, `${home}/known_hosts`);
      expect(
        await withFile(
          known,
          () => '',
          () => reachPeer(ssh()),
        ),
      ).toBe('peer-key-unknown');
      expect(await withFile(known, swapped, () => reachPeer(ssh()))).toBe('peer-key-changed');
      const key = ofHost(here, `${home}/id_ed25519`);
      copyFileSync(key, join(keys, 'saved'));
      rmSync(key);
      expect(await reachPeer(ssh())).toBe('peer-login-refused');
      await makeSshKey(join(keys, 'locked'), 'a secret');
      copyFileSync(join(keys, 'locked'), key);
      expect(await reachPeer(ssh())).toBe('peer-login-refused');
      copyFileSync(join(keys, 'saved'), key);
      chmodSync(key, 0o644);
      expect(await reachPeer(ssh())).toBe('peer-login-refused');
      chmodSync(key, 0o600);
      copyFileSync(join(keys, 'ballast'), ofHost(here, `${home}/ballast`));
      const asOther = ssh().replace('root@', 'stranger@');
      expect(await reachPeer(`${asOther}?keyfile=/${home}/ballast`)).toBe('peer-socket-refused');
    });

    it('reports an unreachable destination, over SSH and TLS', async () => {
      await lab.faults.stopSshd(there);
      expect(await reachPeer(ssh())).toBe('destination-unreachable');
      await lab.faults.startSshd(there);
      await lab.faults.cutPair(here, there);
      const from = performance.now();
      expect(await reachPeer(lab.peerUri(there, 'tls'))).toBe('destination-unreachable');
      expect(performance.now() - from).toBeLessThan(LONGEST_MS);
      await lab.faults.joinPair(here, there);
      const isBack = async () => (await reachPeer(lab.peerUri(there))) === 'ok'; // the source retries for a while
      await until(isBack, { seconds: 60, failure: `${here} does not reach ${there} again` });
    });

    it('reports TLS certificates that are refused', async () => {
      const folder = (name: string) => ofHost(here, `etc/libvirt/${name}`);
      const ask = (name: string) => reachPeer(`qemu+tls://${there}/system?pkipath=/etc/libvirt/${name}`);
      await writePki(folder('expired'), authority, { client: { name: here, isExpired: true } });
      await writePki(folder('none'), authority, {});
      await writePki(folder('stranger'), otherAuthority, { client: { name: here } });
      for (const name of ['expired', 'none', 'stranger', 'nowhere'])
        expect(await ask(name), name).toBe('peer-certificate-refused');
      const { address } = hostPlace(layout, there);
      expect(await reachPeer(`qemu+tls://${address}/system?pkipath=/etc/libvirt/pki`)).toBe(
        'peer-certificate-refused',
      );
    });
  });
});
