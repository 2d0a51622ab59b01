import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLibvirtDriver } from '../../../lib/drivers/libvirt/index.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { present } from '../../../lib/model/present.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import { addCluster } from '../../../lib/services/clusters/add-cluster.ts';
import type { Context } from '../../../lib/services/context.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { evacuateHost, previewEvacuation } from '../../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { tryAgain } from '../../../lib/services/refusals/try-again.ts';
import { advanceRun } from '../../../lib/services/runs/advance-run.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { createLab, whyNoLab } from '../create-lab.ts';
import { uuidOf } from '../layout.ts';

/** Cases that administrators reported, with real libvirt and QEMU, from the observation to the finished job. */
const reason = whyNoLab();
if (reason) console.warn(`The lab's test of cases from the field is skipped. ${reason}`);

/** Writes 1 to port 0x505, on which the panic device listens, and halts. */
const PANICS = [0xba, 0x05, 0x05, 0xb0, 0x01, 0xee, 0xf4, 0xeb, 0xfd];

/** A hook at the destination that refuses every VM while a file exists. libvirt reports it only after the order. */
const HOOK = `#!/bin/sh
[ "$2" = migrate ] && [ -e /etc/libvirt/refuse ] && echo "qemu: cannot set up guest memory: Cannot allocate memory" >&2 && exit 1
exit 0
`;
const IDEOGRAPHIC_BLANK = '\u3000';
const NAMES = { trailing: 'web-01 ', leading: `${IDEOGRAPHIC_BLANK}lead`, mail: 'mail' };

describe.skipIf(reason)('cases from the field', { timeout: 120_000 }, () => {
  const database = withTestDatabase();
  const lab = createLab({ name: 'field', hosts: 3 });
  const [first, second, third] = ['field-1', 'field-2', 'field-3'];
  const idOf = (name: string) => uuidOf('field', name);
  let ctx: Context;
  let clusterId = '';
  let driver: HypervisorDriver;

  const xmlOf = (name: string, more: { uuid?: string; panics?: string } = {}) => {
    const disk = `<disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/><source file='${more.panics}'/>
      <target dev='hda' bus='ide'/></disk><panic model='isa'/>`;
    return `<domain type='qemu'><name>${name}</name><uuid>${more.uuid ?? idOf(name)}</uuid><memory unit='MiB'>64</memory>
      <memoryBacking><allocation mode='${more.panics ? 'immediate' : 'ondemand'}'/></memoryBacking><vcpu>1</vcpu>
      <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os><features><acpi/></features><on_crash>preserve</on_crash>
      <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>${more.panics ? disk : ''}</devices></domain>`;
  };
  const define = async (host: string, xml: string) => {
    const file = join(lab.runDir, 'vm.xml');
    writeFileSync(file, xml);
    await lab.virsh(host, ['define', file]);
  };
  const hostId = async (name: string) =>
    (await ctx.db.host.findFirstOrThrow({ where: { clusterId, name } })).id;
  const vmOf = (name: string) =>
    ctx.db.vm.findFirstOrThrow({ where: { clusterId, uuid: idOf(name) }, include: { host: true } });
  const stateOn = async (host: string, name: string) =>
    (await lab.virsh(host, ['domstate', idOf(name)]).catch(() => 'absent')).trim();
  const collect = () => collectCluster({ ctx, driver, input: { clusterId } });
  const openDriver = async () => {
    const hosts = await ctx.db.host.findMany({ where: { clusterId }, orderBy: { name: 'asc' } });
    return createLibvirtDriver({
      hosts: hosts.map(({ id, name, uri, peerUri }) => ({
        hostId: id,
        name,
        uri,
        peerUri,
        migrationAddress: null,
      })),
      clock: systemClock,
    });
  };
  const finish = async (runId: string, withDriver = driver) => {
    while (!(await advanceRun({ ctx, driver: withDriver, input: { runId } }))) await sleep(200);
    return ctx.db.move.findMany({ where: { runId }, orderBy: { sequence: 'asc' } });
  };
  const migrate = async (name: string, to: string) =>
    (await migrateVm({ ctx, input: { vmId: (await vmOf(name)).id, toHostId: await hostId(to) } })).runId;

  beforeAll(async () => {
    await lab.down();
    await lab.up();
    const settings = join(lab.runDir, second, 'root/etc/libvirt');
    mkdirSync(join(settings, 'hooks'), { recursive: true });
    writeFileSync(join(settings, 'hooks/qemu'), HOOK, { mode: 0o755 });
    await lab.faults.stopDaemon(second); // libvirtd looks for hooks when it starts
    await lab.faults.startDaemon(second);
    for (const name of Object.values(NAMES)) {
      await define(first, xmlOf(name));
      await lab.virsh(first, ['start', '--paused', idOf(name)]);
    }
    await lab.virsh(first, ['autostart', idOf(NAMES.mail)]);
    ctx = { db: database.db, clock: systemClock, actor: { kind: 'system', name: 'command line' } };
    const hosts = lab.hosts.map((name) => ({ name, uri: lab.uri(name), peerUri: lab.peerUri(name) }));
    clusterId = (await addCluster({ ctx, input: { name: 'field', driver: 'libvirt', hosts } })).id;
    driver = await openDriver();
    await collect();
  }, 600_000);

  afterAll(async () => {
    await driver?.close();
    await lab.down();
  }, 60_000);

  // after virt-manager/virt-manager#740 and ClusterLabs/resource-agents#374
  it('observes and moves VMs whose names begin or end with a blank', async () => {
    const vms = await ctx.db.vm.findMany({ where: { clusterId }, include: { host: true } });
    expect(vms.map((vm) => [vm.name, vm.host.name]).sort()).toEqual(
      Object.values(NAMES)
        .map((name) => [name, first])
        .sort(),
    );
    expect(await ctx.db.host.findFirst({ where: { name: first } })).toMatchObject({ alarms: [] });
    expect(await finish(await migrate(NAMES.trailing, second))).toMatchObject([{ state: 'done' }]);
    expect(await stateOn(second, NAMES.trailing)).toBe('paused');
    expect(await finish(await migrate(NAMES.leading, third))).toMatchObject([{ state: 'done' }]);
    expect(await stateOn(third, NAMES.leading)).toBe('paused');
    // a host with no other VM is not empty
    const { runId } = await evacuateHost({ ctx, input: { hostId: await hostId(second) } });
    expect(runId).not.toBeNull();
    expect(await finish(present(runId, 'run'))).toMatchObject([{ state: 'done', vmName: NAMES.trailing }]);
    await ctx.db.host.updateMany({ where: { name: second }, data: { mode: 'active' } });
  });

  it('transfers autostart to the destination even if the worker dies before it is set', async () => {
    const runId = await migrate(NAMES.mail, second);
    const dying: HypervisorDriver = { ...driver, setAutostart: () => Promise.reject(new Error('killed')) };
    await expect(finish(runId, dying)).rejects.toThrow('killed');
    expect(await stateOn(second, NAMES.mail)).toBe('paused');
    expect(await lab.virsh(second, ['dominfo', idOf(NAMES.mail)])).toMatch(/Autostart: +disable/);
    const next = await openDriver();
    expect(await finish(runId, next)).toMatchObject([{ state: 'done', code: null, autostart: true }]);
    await next.close();
    expect(await lab.virsh(second, ['dominfo', idOf(NAMES.mail)])).toMatch(/Autostart: +enable/);
  });

  // after harvester/harvester#10698 and #3015
  it('stores and shows what a destination refused, and plans without it until somebody requests a retry', async () => {
    await define(first, xmlOf(NAMES.mail, { uuid: idOf('namesake') }));
    const runId = await migrate(NAMES.mail, first);
    expect(await finish(runId)).toMatchObject([{ state: 'skipped', code: 'name-taken' }]);
    const [refusal] = await ctx.db.refusal.findMany({ include: { vm: true, toHost: true } });
    expect(refusal).toMatchObject({ code: 'name-taken', vm: { name: 'mail' }, toHost: { name: first } });
    await expect(migrate(NAMES.mail, first)).rejects.toMatchObject({ code: 'migration-refused' });
    const preview = await previewEvacuation({ ctx, input: { hostIds: [await hostId(second)] } });
    expect(preview.plan.moves.map((move) => move.toHostId)).toEqual([await hostId(third)]);
    await lab.virsh(first, ['undefine', idOf('namesake')]);
    await tryAgain({ ctx, input: { refusalIds: refusal ? [refusal.id] : [] } });
    await collect();
    expect(await finish(await migrate(NAMES.mail, first))).toMatchObject([{ state: 'done' }]);
  });

  // after autotest/virt-test#1763
  it('counts the memory of a crashed guest, and does not move it', async () => {
    const image = join(lab.runDir, 'panics.img');
    const sector = Buffer.alloc(2 ** 20);
    sector.set(PANICS, 0);
    sector.set([0x55, 0xaa], 510);
    writeFileSync(image, sector);
    await define(third, xmlOf('oops', { panics: image }));
    await lab.virsh(third, ['start', idOf('oops')]);
    for (let attempt = 0; attempt < 150 && (await stateOn(third, 'oops')) !== 'crashed'; attempt++)
      await sleep(200);
    await collect();
    const oops = await vmOf('oops');
    expect(oops).toMatchObject({ condition: 'crashed', state: 'paused' });
    expect(oops.demandMemoryMiB).toBeGreaterThanOrEqual(63);
    const order = { toHostId: await hostId(second), vmId: oops.id };
    await expect(migrateVm({ ctx, input: order })).rejects.toMatchObject({ facts: { reason: 'crashed' } });
    const ref = { moveId: 'oops', vmUuid: oops.uuid, vmName: oops.name, sourceHostId: oops.hostId };
    const how = { bandwidthMiBps: null, downtimeLimitMs: 300, mayThrottle: false, mayPostCopy: false };
    const offline = { ...ref, ...how, destinationHostId: order.toHostId, kind: 'offline' as const };
    await expect(driver.startMigration(offline)).rejects.toMatchObject({ code: 'vm-not-running' });
    expect(await stateOn(third, 'oops')).toBe('crashed');
    const { plan } = await previewEvacuation({ ctx, input: { hostIds: [oops.hostId] } });
    const reasons = plan.rejections.filter((each) => each.vmId === oops.id).map(({ code }) => code);
    expect(reasons).toContain('crashed');
    await lab.virsh(third, ['destroy', idOf('oops')]);
    await lab.virsh(third, ['undefine', idOf('oops')]);
    await collect();
  });

  // after kubernetes/kubernetes#132084 and apache/cloudstack#3720
  it('tries the next host if a destination refuses after the order', async () => {
    const refusing = join(lab.runDir, second, 'root/etc/libvirt/refuse');
    writeFileSync(refusing, '');
    const evacuated = await hostId(third);
    const { runId } = await evacuateHost({ ctx, input: { hostId: evacuated } });
    const moves = await finish(present(runId, 'run'));
    rmSync(refusing);
    expect(moves.length).toBeGreaterThan(0);
    for (const move of moves) expect(move).toMatchObject({ state: 'done', toHostName: first });
    const tried = moves.flatMap((move) => move.tried);
    expect(tried).toEqual(expect.arrayContaining([expect.objectContaining({ host: second })]));
    const host = await ctx.db.host.findUniqueOrThrow({ where: { id: evacuated } });
    expect(host.mode).toBe('maintenance');
  });
});
