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

  it('asks the source with an order that is bound to be refused once the destination was reached', async () => {
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

  it('says why a source cannot reach a destination', async () => {
    const { driver } = open(world(() => ({ stderr: fixture('error-no-route') })));
    expect((await driver.testConnections())[1]).toMatchObject({
      ok: false,
      code: 'destination-unreachable',
      message: expect.stringContaining('kvm-01 cannot reach kvm-02'),
    });
  });

  it('says what it could not try, for want of a VM', async () => {
    const { driver } = open(world(() => null, { vms: '' }));
    expect((await driver.testConnections())[1]).toMatchObject({ ok: false, code: 'not-tried' });
  });

  const several = Array.from({ length: 12 }, (_, i) => UUID.replace(/..$/, String(i + 10)));
  const withSnapshots = {
    stderr: 'error: Requested operation is not valid: cannot migrate domain with 3 snapshots\n',
  };

  it('tries another VM where the first ones have snapshots, as after OpenNebula/one#316', async () => {
    const { driver } = open(
      world(
        ({ args }) =>
          several.slice(0, 5).some((uuid) => args.includes(uuid)) ? withSnapshots : { stderr: mismatch },
        { vms: several.join('\n') },
      ),
    );
    expect((await driver.testConnections())[1]).toMatchObject({ ok: true, code: null });
  });

  it('does not say that a way fails where no VM could try it', async () => {
    const { driver, fake } = open(world(() => withSnapshots, { vms: several.join('\n') }));
    expect((await driver.testConnections())[1]).toMatchObject({
      ok: false,
      code: 'not-tried',
      message: expect.stringContaining('cannot migrate domain with 3 snapshots'),
    });
    const asked = fake.calls.filter(({ uri, args }) => uri.includes('kvm-01') && args[0] === 'migrate');
    expect(asked).toHaveLength(8);
  });

  it('says what fails on the way although a VM does not serve', async () => {
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

  it('waits for silent destinations in parallel, each asked about with a VM of its own', async () => {
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
    await expect.poll(questions).toHaveLength(3); // the third waits for the first VM to be free again
    fake.end(first, { stderr: fixture('error-no-route') });
    const asked = (await checks).filter(({ hostId, toHostId }) => hostId === 'id-kvm-01' && toHostId);
    expect(asked.map(({ toHostId, code }) => [toHostId, code])).toEqual([
      ['id-kvm-02', null],
      ['id-kvm-03', null],
      ['id-kvm-04', 'destination-unreachable'],
    ]);
  });

  it('finds two addresses of one host', async () => {
    const { driver } = open(world(() => ({ stderr: mismatch }), { sameIdentity: true }));
    expect((await driver.testConnections())[1]).toMatchObject({ ok: false, code: 'same-host' });
  });

  it('says that an address serves Ballast only', async () => {
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
