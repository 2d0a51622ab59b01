import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLibvirtDriver } from '../../../lib/drivers/libvirt/index.ts';
import type { HypervisorDriver, MigrationOrder } from '../../../lib/model/ports.ts';
import type { MigrationKind } from '../../../lib/model/vm.ts';
import { createLab, whyNoLab } from '../create-lab.ts';
import { uuidOf } from '../layout.ts';
import { run } from '../shell.ts';

/** Uses real libvirt and QEMU. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`The lab's test of what VMs need is skipped. ${reason}`);

const FIRMWARE = `<os><type arch='x86_64' machine='q35'>hvm</type>
  <loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
  <nvram template='/usr/share/OVMF/OVMF_VARS_4M.fd'/></os>`;
const PLAIN = "<os><type arch='x86_64' machine='q35'>hvm</type></os>";
const TPM = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>";

describe.skipIf(reason)('the needs of a VM, checked in advance and confirmed by libvirt', () => {
  const lab = createLab({ name: 'needs', hosts: 2 });
  const [here, there] = ['needs-1', 'needs-2'];
  let driver: HypervisorDriver;
  const shared = join(lab.runDir, 'shared');

  const fileOf = (name: string, xml: string) => {
    const file = join(lab.runDir, `${name}.xml`);
    writeFileSync(file, xml);
    return file;
  };
  const xmlOf = (name: string, devices: string, os = PLAIN) => `<domain type='qemu'><name>${name}</name>
    <uuid>${uuidOf('needs', name)}</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu>${os}<features><acpi/></features>
    <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>${devices}</devices></domain>`;
  const define = (name: string, devices: string, os = PLAIN) =>
    lab.virsh(here, ['define', fileOf(name, xmlOf(name, devices, os))]);
  const orderOf = (name: string, kind: MigrationKind): MigrationOrder => ({
    moveId: name,
    vmUuid: uuidOf('needs', name),
    vmName: name,
    kind,
    sourceHostId: here,
    destinationHostId: there,
    bandwidthMiBps: null,
    downtimeLimitMs: 300,
    mayThrottle: false,
    mayPostCopy: false,
  });
  const said = async (name: string, kind: MigrationKind) =>
    (await driver.checkMigration(orderOf(name, kind))).map(({ code, message }) => `${code}: ${message}`);
  const moved = async (name: string, kind: MigrationKind) => {
    await driver.startMigration(orderOf(name, kind));
    for (;;) {
      const report = await driver.readMigration(orderOf(name, kind));
      if (report.phase !== 'running') return report;
      await sleep(100);
    }
  };
  const tiesOf = async (name: string) =>
    (await driver.observeHost(here)).vms.find((vm) => vm.name === name)?.ties.map(({ kind }) => kind);

  beforeAll(async () => {
    await lab.down();
    await lab.up();
    mkdirSync(shared, { recursive: true });
    driver = createLibvirtDriver({
      hosts: [here, there].map((host) => ({
        hostId: host,
        name: host,
        uri: lab.uri(host),
        peerUri: lab.peerUri(host),
        migrationAddress: null,
      })),
      clock: { now: () => new Date() },
    });
    for (const host of [here, there]) {
      for (const [pool, target] of [
        ['shared', shared],
        ['local', '/var/lib/libvirt/images'],
      ] as const) {
        await lab.virsh(host, ['pool-define-as', pool, 'dir', '--target', target]);
        await lab.virsh(host, ['pool-build', pool]);
        await lab.virsh(host, ['pool-start', pool]);
      }
    }
  }, 600_000);

  afterAll(async () => {
    await driver?.close();
    await lab.down();
  }, 60_000);

  // after OpenNebula/one#316
  it('does not move a VM with snapshots', async () => {
    await define('snappy', '');
    const snapshot = `<domainsnapshot><name>before-update</name><state>shutoff</state><creationTime>1767000000</creationTime>
      <memory snapshot='no'/>${xmlOf('snappy', '')}</domainsnapshot>`;
    await lab.virsh(here, ['snapshot-create', 'snappy', fileOf('snapshot', snapshot), '--redefine']);
    expect(await said('snappy', 'offline')).toEqual([expect.stringMatching(/vm-not-movable.*before-update/)]);
    expect(await tiesOf('snappy')).toEqual(['snapshots']);
    await expect(
      lab.virsh(here, ['migrate', '--offline', '--p2p', '--persistent', 'snappy', lab.peerUri(there)]),
    ).rejects.toThrow(/cannot migrate domain with 1 snapshots/);
  });

  // after apache/cloudstack#5717
  it('does not move a VM to a host without the device of its macvtap', async () => {
    await run('nsenter', [
      `--net=${join(lab.runDir, here)}.net`,
      'ip',
      'link',
      'add',
      'lab54',
      'type',
      'veth',
      'peer',
      'name',
      'lab54-peer',
    ]);
    const device =
      "<interface type='direct'><source dev='lab54' mode='bridge'/><model type='virtio'/></interface>";
    await define('tapped', device);
    expect(await said('tapped', 'offline')).toEqual([expect.stringMatching(/network-missing.*no lab54/)]);
    const renamed = xmlOf('tapped', device).replace(uuidOf('needs', 'tapped'), uuidOf('needs', 'stranger'));
    await expect(lab.virsh(there, ['create', '--paused', fileOf('stranger', renamed)])).rejects.toThrow(
      /lab54/,
    );
  });

  // after kubevirt/kubevirt#15701, apache/cloudstack#11842 and OpenNebula/one#7770
  it('does not move a stopped VM with a TPM, and moves the TPM state with a live VM', async () => {
    await define('win11', TPM, FIRMWARE);
    await lab.virsh(here, ['start', '--paused', 'win11']);
    await lab.virsh(here, ['destroy', 'win11']);
    const state = join(lab.runDir, here, 'root/var/lib/libvirt/swtpm', uuidOf('needs', 'win11'));
    expect(existsSync(state)).toBe(true);
    expect(await said('win11', 'offline')).toEqual([
      expect.stringMatching(/vm-not-movable.*TPM/),
      expect.stringMatching(/storage-missing.*win11_VARS.fd/),
    ]);
    expect((await tiesOf('win11'))?.sort()).toEqual(['firmware-state', 'tpm']);
    await expect(driver.startMigration(orderOf('win11', 'offline'))).rejects.toMatchObject({
      code: 'vm-not-movable',
    });
    expect(existsSync(state)).toBe(true);

    await lab.virsh(here, ['start', '--paused', 'win11']);
    expect(await said('win11', 'live')).toEqual([]);
    expect(await moved('win11', 'live')).toMatchObject({ phase: 'completed' });
    expect((await lab.virsh(there, ['domstate', 'win11'])).trim()).toBe('paused');
    const arrived = join(lab.runDir, there, 'root/var/lib/libvirt/swtpm', uuidOf('needs', 'win11'));
    expect(existsSync(arrived)).toBe(true);
  }, 120_000);

  // after retspen/webvirtmgr#225
  it('does not move a VM with saved memory', async () => {
    await define('saved', '');
    await lab.virsh(here, ['start', 'saved']);
    await lab.virsh(here, ['managedsave', 'saved']);
    expect(await said('saved', 'offline')).toEqual([
      expect.stringMatching(/vm-not-movable.*managedsave-remove/),
    ]);
    expect(await tiesOf('saved')).toEqual(['saved-state']);
    await lab.virsh(here, ['managedsave-remove', 'saved']);
    expect(await said('saved', 'offline')).toEqual([]);
    expect(await moved('saved', 'offline')).toMatchObject({ phase: 'completed' });
  });

  // after OpenNebula/one#7770
  it('keeps a transient VM transient', async () => {
    await lab.virsh(here, ['create', '--paused', fileOf('guest', xmlOf('passing', ''))]);
    const seen = (await driver.observeHost(here)).vms.find((vm) => vm.name === 'passing');
    expect(seen?.isPersistent).toBe(false);
    expect(await said('passing', 'live')).toEqual([]);
    expect(await moved('passing', 'live')).toMatchObject({ phase: 'completed' });
    expect(await lab.virsh(there, ['dominfo', 'passing'])).toMatch(/Persistent: +no/);
  });

  it('relies on libvirt to decide whether a virtiofs folder can move with its VM', async () => {
    const newer = join(shared, 'newer-virtiofsd'); // libvirt asks only for the capabilities that it prints
    const script = `#!/bin/sh
[ "$1" = --print-capabilities ] && echo '{"type": "fs", "features": ["migrate-precopy"]}' && exit 0
exec /usr/lib/qemu/virtiofsd "$@"
`;
    writeFileSync(newer, script, { mode: 0o755 });
    const share = (
      binary: string,
    ) => `<filesystem type='mount'><driver type='virtiofs'/><binary path='${binary}'/>
      <source dir='${shared}'/><target dir='work'/></filesystem>`;
    const memory = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>";
    await define('older', share('/usr/lib/qemu/virtiofsd'), memory + PLAIN);
    await define('newer', share(newer), memory + PLAIN);
    for (const name of ['older', 'newer']) await lab.virsh(here, ['start', '--paused', name]);
    expect(await said('older', 'live')).toEqual([expect.stringMatching(/vm-not-movable.*folder/)]);
    // libvirt would allow it, but nothing proves that both hosts have the same folder
    expect(await said('newer', 'live')).toEqual([
      expect.stringMatching(/storage-missing.*in no storage pool/),
    ]);
    expect([await tiesOf('older'), await tiesOf('newer')]).toEqual([['shared-folder'], ['shared-folder']]);
  });

  it('moves a stopped VM whose disk is the same file on both hosts, but not one with a copy of the file', async () => {
    const disk = (path: string) =>
      `<disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/><source file='${path}'/>
       <target dev='sda' bus='sata'/></disk>`;
    await lab.virsh(here, ['vol-create-as', 'shared', 'a.img', '1M']);
    for (const host of [here, there]) await lab.virsh(host, ['vol-create-as', 'local', 'a.img', '1M']);
    await define('one-file', disk(join(shared, 'a.img')));
    await define('two-files', disk('/var/lib/libvirt/images/a.img'));
    expect(await said('one-file', 'offline')).toEqual([]);
    expect(await said('two-files', 'offline')).toEqual([
      expect.stringMatching(/storage-missing.*another file/),
    ]);
    expect(await moved('one-file', 'offline')).toMatchObject({ phase: 'completed' });
    await expect(driver.startMigration(orderOf('two-files', 'offline'))).rejects.toMatchObject({
      code: 'storage-missing',
    });
  });
});
