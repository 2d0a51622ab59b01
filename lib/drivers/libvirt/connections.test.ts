import { describe, expect, it } from 'vitest';
import { type Answerer, answerBy, fixture } from './fake-virsh.ts';
import { address, open, UUID } from './testing/two-hosts.ts';

describe('testing connections', () => {
  const identity = (name: string) => `<capabilities><host><uuid>${name}</uuid></host></capabilities>`;
  const mismatch = `error: unsupported configuration: Target domain uuid x does not match source ${UUID}`;

  const world = (answerMigrate: Answerer, parts: { vms?: string; sameIdentity?: boolean } = {}): Answerer => {
    return (call) => {
      const { args, uri } = call;
      if (args[0] === 'migrate') return answerMigrate(call);
      if (args[0] === 'dumpxml')
        return { stdout: fixture('dumpxml-running').replaceAll(UUID, args[2] ?? '') };
      return answerBy(args, {
        version: fixture('version'),
        capabilities: identity(parts.sameIdentity ? 'one' : uri),
        list: parts.vms ?? `${UUID}\n`,
      });
    };
  };

  it('sends the source an order that must be refused once the destination has been reached', async () => {
    const { fake, driver } = open(world(() => ({ stderr: mismatch })));
    const checks = await driver.testConnections();
    expect(checks.map((check) => [check.hostId, check.toHostId, check.ok, check.version])).toEqual([
      ['id-kvm-01', null, true, 'QEMU 10.0.2, libvirt 11.3.0'],
      ['id-kvm-01', 'id-kvm-02', true, null],
      ['id-kvm-02', null, true, 'QEMU 10.0.2, libvirt 11.3.0'],
      ['id-kvm-02', 'id-kvm-01', true, null],
    ]);
    for (const { args } of fake.calls.filter((call) => call.args[0] === 'migrate'))
      expect(args).toEqual(expect.arrayContaining(['--xml', '--p2p', '--domain', UUID]));
  });

  it('reports why a source cannot reach a destination', async () => {
    const { driver } = open(world(() => ({ stderr: fixture('error-no-route') })));
    expect((await driver.testConnections())[1]).toMatchObject({
      ok: false,
      code: 'destination-unreachable',
      message: expect.stringContaining('kvm-01 cannot reach kvm-02'),
    });
  });

  it('reports what could not be tested because there was no VM', async () => {
    const { driver } = open(world(() => null, { vms: '' }));
    expect((await driver.testConnections())[1]).toMatchObject({ ok: false, code: 'not-tried' });
  });

  const several = Array.from({ length: 12 }, (_, i) => UUID.replace(/..$/, String(i + 10)));
  const withSnapshots = {
    stderr: 'error: Requested operation is not valid: cannot migrate domain with 3 snapshots\n',
  };

  it('tries another VM if the first ones have snapshots (after OpenNebula/one#316)', async () => {
    const { driver } = open(
      world(
        ({ args }) =>
          several.slice(0, 5).some((uuid) => args.includes(uuid)) ? withSnapshots : { stderr: mismatch },
        { vms: several.join('\n') },
      ),
    );
    expect((await driver.testConnections())[1]).toMatchObject({ ok: true, code: null });
  });

  it('does not report a failed connection if no VM could test it', async () => {
    const { driver, fake } = open(world(() => withSnapshots, { vms: several.join('\n') }));
    expect((await driver.testConnections())[1]).toMatchObject({
      ok: false,
      code: 'not-tried',
      message: expect.stringContaining('cannot migrate domain with 3 snapshots'),
    });
    const asked = fake.calls.filter(({ uri, args }) => uri.includes('kvm-01') && args[0] === 'migrate');
    expect(asked).toHaveLength(8);
  });

  it('reports a failed connection although some VMs cannot be used for the test', async () => {
    const { driver, fake } = open(
      world(
        ({ args }) =>
          args.includes(several[0] ?? '') ? withSnapshots : { stderr: fixture('error-connection-refused') },
        { vms: several.join('\n') },
      ),
    );
    expect((await driver.testConnections())[1]).toMatchObject({ code: 'destination-unreachable' });
    const asked = fake.calls.filter(({ uri, args }) => uri.includes('kvm-01') && args[0] === 'migrate');
    expect(asked).toHaveLength(2);
  });

  it('waits for silent destinations in parallel, each tested with a different VM', async () => {
    const hosts = ['kvm-01', 'kvm-02', 'kvm-03', 'kvm-04'].map((name) => address(name));
    const [first = '', second = ''] = several;
    const { driver, fake } = open(
      world(({ uri }) => (uri.includes('kvm-01') ? null : { stderr: mismatch }), {
        vms: `${first}\n${second}`,
      }),
      hosts,
    );
    const questions = () =>
      fake.calls.filter(({ uri, args }) => uri.includes('kvm-01') && args[0] === 'migrate');
    const checks = driver.testConnections();
    await expect
      .poll(() => questions().map(({ args }) => args[args.indexOf('--domain') + 1]))
      .toHaveLength(2);
    expect(questions().map(({ args }) => args[args.indexOf('--domain') + 1])).toEqual([first, second]);
    fake.end(second, { stderr: mismatch });
    fake.end(first, { stderr: mismatch });
    await expect.poll(questions).toHaveLength(3); // the third test waits until the first VM is free again
    fake.end(first, { stderr: fixture('error-no-route') });
    const asked = (await checks).filter(({ hostId, toHostId }) => hostId === 'id-kvm-01' && toHostId);
    expect(asked.map(({ toHostId, code }) => [toHostId, code])).toEqual([
      ['id-kvm-02', null],
      ['id-kvm-03', null],
      ['id-kvm-04', 'destination-unreachable'],
    ]);
  });

  it('detects two addresses of the same host', async () => {
    const { driver } = open(world(() => ({ stderr: mismatch }), { sameIdentity: true }));
    expect((await driver.testConnections())[1]).toMatchObject({ ok: false, code: 'same-host' });
  });

  it('reports that an address is usable by Ballast only', async () => {
    const hosts = [address('kvm-01', { uri: 'qemu:///system' }), address('kvm-02')];
    const { driver } = open(
      world(() => ({ stderr: mismatch })),
      hosts,
    );
    const checks = await driver.testConnections();
    expect(checks[1]).toMatchObject({ toHostId: 'id-kvm-02', ok: true });
    expect(checks[3]).toMatchObject({ toHostId: 'id-kvm-01', ok: false, code: 'bad-config' });
  });

  it('never throws for a host that does not answer', async () => {
    const { driver } = open((call) =>
      call.uri.includes('kvm-02')
        ? { stderr: fixture('error-socket-missing') }
        : world(() => ({ stderr: fixture('error-connection-refused') }))(call),
    );
    expect((await driver.testConnections()).map((check) => check.code)).toEqual([
      null,
      'destination-unreachable',
      'host-unreachable',
      'host-unreachable',
    ]);
  });
});
