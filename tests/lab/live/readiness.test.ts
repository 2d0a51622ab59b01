import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingCode, ReadinessFinding } from '../../../lib/model/readiness.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { type Lab, whyNoLab } from '../create-lab.ts';
import { AHEAD_SECONDS, addressOf, openReadyStage, sentence } from './readiness-stage.ts';
import { until } from './stage.ts';

/**
 * Readiness on real hypervisors: each fault is planted by itself, found by a check, and fixed; at the end a test migration
 * succeeds. Uses real libvirt, QEMU, worker and PostgreSQL. Skipped with the reason if no lab can run.
 */
const reason = whyNoLab();
if (reason) console.warn(`Readiness is not checked on real hypervisors. ${reason}`);

const SLOW_MBPS = 200;
const MISSING_FEATURES = ['avx', 'avx2', 'bmi1', 'bmi2', 'fma', 'f16c', 'sha-ni', 'sse4a', 'svm', 'adx'];

const disk = (path: string, device = 'disk') =>
  `<disk type='file' device='${device}'><driver name='qemu' type='raw'/><source file='${path}'/>
   <target dev='sda' bus='sata'/></disk>`;

/** The findings with this code, printed for the table of the documentation. */
function said(planted: string, findings: readonly ReadinessFinding[], code: FindingCode): ReadinessFinding[] {
  const found = findings.filter((each) => each.code === code);
  for (const each of found) console.log(`| ${planted} | ${each.grade}: ${sentence(each)} |`);
  return found;
}

const gravest = (findings: readonly ReadinessFinding[]) =>
  findings.filter(({ grade }) => grade !== 'note').map(({ code }) => code);

describe.skipIf(reason)('readiness of real hosts', { timeout: 240_000 }, () => {
  const database = withTestDatabase();
  let stage: Awaited<ReturnType<typeof openReadyStage>>;
  let lab: Lab;
  const [one, two, three] = ['ready-1', 'ready-2', 'ready-3'];

  beforeAll(async () => {
    stage = await openReadyStage(database);
    lab = stage.lab;
  }, 600_000);

  afterAll(async () => {
    await stage?.close();
  }, 60_000);

  it('finds nothing grave where all is well, and says what only a migration can show', async () => {
    const findings = await stage.checked();
    expect(gravest(findings)).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['memory-port-untested', 'speed-not-measured', 'largest-vm']),
    );
    expect(said('nothing', findings, 'memory-port-untested')).toHaveLength(1);
  });

  it('finds a storage that one host lacks, and the disk that a VM has on it', async () => {
    await lab.virsh(one, ['vol-create-as', 'shared', 'app.img', '1M']);
    await stage.withVm('app', { devices: disk(join(stage.shared, 'app.img')) }, async () => {
      expect(gravest(await stage.checked())).toEqual([]);
      await lab.virsh(three, ['pool-destroy', 'shared']);
      const findings = await stage.checked();
      expect(said('storage missing on one host', findings, 'storage-missing')).toMatchObject([
        { facts: { storage: 'shared', hosts: three } },
      ]);
      expect(said('storage missing on one host', findings, 'file-missing')).toMatchObject([
        { grade: 'risk', facts: { vm: 'app', kind: 'disk', hosts: three } },
      ]);
      await lab.virsh(three, ['pool-start', 'shared']);
    });
  });

  it('finds a disc image that only its host has, and a file of the same name that is another one', async () => {
    await stage.makePool('local', '/var/lib/libvirt/images');
    await lab.virsh(one, ['vol-create-as', 'local', 'setup.iso', '1M']);
    await stage.withVm(
      'installer',
      { devices: disk('/var/lib/libvirt/images/setup.iso', 'cdrom') },
      async () => {
        const findings = await stage.checked();
        expect(said('ISO on one host', findings, 'file-missing')).toMatchObject([
          { grade: 'stops', facts: { vm: 'installer', kind: 'disc', hosts: `${two}, ${three}` } },
        ]);
      },
    );
    for (const host of lab.hosts) await lab.virsh(host, ['vol-create-as', 'local', 'same.img', '1M']);
    await stage.withVm('twin', { devices: disk('/var/lib/libvirt/images/same.img') }, async () => {
      const findings = await stage.checked();
      expect(said('same path, not shared', findings, 'file-differs')).toMatchObject([
        { grade: 'stops', facts: { vm: 'twin', hosts: `${two}, ${three}` } },
      ]);
    });
    for (const host of lab.hosts) await lab.virsh(host, ['pool-destroy', 'local']);
  });

  it('finds NVRAM and the state of a TPM that a host keeps', async () => {
    const os = `<loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
      <nvram template='/usr/share/OVMF/OVMF_VARS_4M.fd'/>`;
    const devices = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>";
    await stage.withVm('win', { os, devices }, async () => {
      const findings = await stage.checked();
      expect(said('NVRAM local', findings, 'firmware-local')).toMatchObject([
        { grade: 'risk', facts: { vm: 'win', source: one, file: expect.stringContaining('win_VARS.fd') } },
      ]);
      expect(said('TPM state local', findings, 'tpm-local')).toMatchObject([{ facts: { vm: 'win' } }]);
    });
  });

  it('finds a host with another CPU, and the VM that cannot go there', async () => {
    const cpu = `<cpu mode='custom' match='exact' check='partial'><model>qemu64</model>
      <feature policy='disable' name='svm'/><feature policy='require' name='avx2'/></cpu>`;
    await stage.withVm('calc', { cpu }, async () => {
      await lab.faults.limitCpu(three, MISSING_FEATURES);
      const findings = await stage.checked();
      expect(said('other CPU model', findings, 'cpu-models-differ')).toMatchObject([
        { facts: { groups: expect.stringContaining(three) } },
      ]);
      expect(said('other CPU model', findings, 'vm-cpu-bound')).toMatchObject([
        { grade: 'risk', facts: { vm: 'calc', hosts: three } },
      ]);
      await lab.faults.restoreCpu(three);
    });
  });

  it('finds that memory is sent over the management network', async () => {
    await stage.setMigrationAddress(two, null);
    const findings = await stage.checked();
    expect(said('shared network', findings, 'migration-network-shared')).toMatchObject([
      { facts: { hosts: two, count: 1 } },
    ]);
    await stage.setMigrationAddress(two, addressOf(lab, two));
  });

  it('finds a clock that is ahead', async () => {
    await stage.withClockAhead(async () => {
      const off = await until('the clock is found', async () => {
        const found = (await stage.checked()).filter(({ code }) => code === 'clock-off');
        return found.length > 0 ? found : null;
      });
      said('clock off', off, 'clock-off');
      expect(off).toMatchObject([{ grade: 'risk', facts: { host: two, direction: 'ahead' } }]);
      expect(Math.abs(Number(off[0]?.facts.seconds) - AHEAD_SECONDS)).toBeLessThanOrEqual(5);
    });
  });

  it('finds a closed port for memory by a test migration with a guest of its own, which it removes', async () => {
    await lab.faults.closeMemoryPorts(one);
    const failed = await stage.tested(null, one, two).finally(() => lab.faults.openMemoryPorts(one));
    expect(failed.test).toMatchObject({ state: 'failed', code: 'destination-unreachable', staysOn: null });
    expect(said('closed memory port', failed.findings, 'memory-port-closed')).toMatchObject([
      { grade: 'stops', facts: { source: one, destination: two } },
    ]);
    const fixed = await stage.tested(null, one, two);
    expect(fixed.test).toMatchObject({ state: 'succeeded', code: null });
    expect(said('closed memory port', fixed.findings, 'memory-port-closed')).toEqual([]);
    const guests = await Promise.all(lab.hosts.map((host) => lab.virsh(host, ['list', '--all', '--name'])));
    expect(guests.join('')).not.toContain('ballast-test-');
  });

  it('measures a slow link with a test migration of a VM', async () => {
    await lab.faults.slowLink(one, SLOW_MBPS);
    const { test, findings } = await stage.tested('web', one, two).finally(() => lab.faults.freeLink(one));
    expect(test).toMatchObject({ state: 'succeeded' });
    const [slow] = said('slow link', findings, 'speed-low').filter(({ facts }) => facts.source === one);
    expect(slow).toMatchObject({ grade: 'risk', facts: { destination: two } });
    expect(Number(slow?.facts.mbps)).toBeLessThanOrEqual(SLOW_MBPS);
  });

  it('ends with a test migration that succeeds, and with nothing that stops migrations', async () => {
    await stage.tested('web', one, two); // the link is as fast as before
    const { test, findings } = await stage.tested('web', one, three);
    expect(test).toMatchObject({ state: 'succeeded', vm: 'web' });
    expect(findings.filter(({ grade }) => grade === 'stops')).toEqual([]);
    for (const each of findings) console.log(`at the end: ${each.grade}: ${sentence(each)}`);
    expect((await lab.guests()).find(({ name }) => name === 'web')).toMatchObject({ host: one });
  });
});
