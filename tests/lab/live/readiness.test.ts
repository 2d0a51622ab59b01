import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTranslator } from 'next-intl';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadMessages } from '../../../i18n/load-messages.ts';
import { showFigures } from '../../../lib/format/finding-figures.ts';
import type { FindingCode, ReadinessFinding } from '../../../lib/model/readiness.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import { addCluster } from '../../../lib/services/clusters/add-cluster.ts';
import type { Context } from '../../../lib/services/context.ts';
import { checkReadiness } from '../../../lib/services/readiness/check-readiness.ts';
import { testMigration } from '../../../lib/services/readiness/test-migration.ts';
import { readReadiness } from '../../../lib/views/readiness/read-readiness.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { createLab, whyNoLab } from '../create-lab.ts';
import { uuidOf } from '../layout.ts';
import { run } from '../shell.ts';
import { until } from './stage.ts';
import { WorkerProcess } from './worker-process.ts';

/**
 * Readiness on real hypervisors: each fault is planted by itself, found by a check, and mended; at the end a test migration
 * succeeds. Uses real libvirt, QEMU, worker and PostgreSQL. Skipped with the reason if no lab can run.
 */
const reason = whyNoLab();
if (reason) console.warn(`Readiness is not checked on real hypervisors. ${reason}`);

const AHEAD_SECONDS = 90;
const SLOW_MBPS = 200;
const MISSING_FEATURES = ['avx', 'avx2', 'bmi1', 'bmi2', 'fma', 'f16c', 'sha-ni', 'sse4a', 'svm', 'adx'];

/** A clock that is ahead, for one program: a host cannot have a time of its own. */
const CLOCK_SOURCE = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec *t) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(id, t);
  if (id == CLOCK_REALTIME) t->tv_sec += ${AHEAD_SECONDS};
  return result;
}
int gettimeofday(struct timeval *t, void *zone) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  t->tv_sec = now.tv_sec;
  t->tv_usec = now.tv_nsec / 1000;
  return 0;
}
`;

describe.skipIf(reason)('readiness of real hosts', { timeout: 240_000 }, () => {
  const database = withTestDatabase();
  const lab = createLab({ name: 'ready', hosts: 3 });
  const [one = '', two = '', three = ''] = lab.hosts;
  const shared = join(lab.runDir, 'shared');
  const folder = mkdtempSync(join(tmpdir(), 'ballast-readiness-'));
  let worker: WorkerProcess;
  let ctx: Context;
  let clusterId = '';

  const words = createTranslator({ locale: 'en', messages: loadMessages('en'), namespace: 'readiness' });
  const sentence = ({ code, facts }: ReadinessFinding): string =>
    words(`findings.${code}.title`, showFigures(facts, { locale: 'en', timeZone: 'UTC' }));

  const page = () => readReadiness({ ctx, input: { clusterId } });
  const finished = async () => {
    const { check, report, failure } = await page();
    return check === 'done' && report !== null && failure === null ? report.findings : null;
  };
  const checked = async (): Promise<ReadinessFinding[]> => {
    await checkReadiness({ ctx, input: { clusterId } });
    return until('the check is made', finished);
  };
  /** The findings with this code, printed for the table of the documentation. */
  const said = (planted: string, findings: readonly ReadinessFinding[], code: FindingCode) => {
    const found = findings.filter((each) => each.code === code);
    for (const each of found) console.log(`| ${planted} | ${each.grade}: ${sentence(each)} |`);
    return found;
  };
  const gravest = (findings: readonly ReadinessFinding[]) =>
    findings.filter(({ grade }) => grade !== 'note').map(({ code }) => code);

  const hostId = async (name: string) =>
    (await database.db.host.findFirstOrThrow({ where: { clusterId, name } })).id;
  const tested = async (vmName: string | null, from: string, to: string) => {
    const vm = vmName && (await database.db.vm.findFirstOrThrow({ where: { clusterId, name: vmName } }));
    const [fromHostId, toHostId] = [await hostId(from), await hostId(to)];
    await testMigration({
      ctx,
      input: { clusterId, vmId: vm ? vm.id : null, fromHostId: vm ? null : fromHostId, toHostId },
    });
    const test = await until('the test ends', async () => {
      const seen = (await page()).test;
      return seen?.state === 'succeeded' || seen?.state === 'failed' ? seen : null;
    });
    return { test, findings: await until('the check after it is made', finished) };
  };

  const seen = (name: string) =>
    until(`Ballast has seen ${name}`, () => database.db.vm.findFirst({ where: { clusterId, name } }));
  const gone = (name: string) =>
    until(`${name} is gone`, async () =>
      (await database.db.vm.count({ where: { clusterId, name, missingSince: null } })) === 0 ? true : null,
    );
  const fileOf = (name: string, xml: string) => {
    const file = join(lab.runDir, `${name}.xml`);
    writeFileSync(file, xml);
    return file;
  };
  /** Defines a stopped VM on the first host until `work` has ended. */
  const withVm = async (
    name: string,
    { os = '', devices = '', cpu = '' },
    work: () => Promise<void>,
  ): Promise<void> => {
    const xml = `<domain type='qemu'><name>${name}</name><uuid>${uuidOf('ready', name)}</uuid>
      <memory unit='MiB'>64</memory><vcpu>1</vcpu>
      <os><type arch='x86_64' machine='q35'>hvm</type>${os}</os><features><acpi/></features>${cpu}
      <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>${devices}</devices></domain>`;
    await lab.virsh(one, ['define', fileOf(name, xml)]);
    await seen(name);
    await work();
    await lab.virsh(one, ['undefine', name, '--nvram']);
    await gone(name);
  };
  const disk = (path: string, device = 'disk') =>
    `<disk type='file' device='${device}'><driver name='qemu' type='raw'/><source file='${path}'/>
     <target dev='sda' bus='sata'/></disk>`;
  const addressOf = (name: string) => new URL(lab.peerUri(name)).hostname;

  beforeAll(async () => {
    await lab.down(); // leftovers of an interrupted run
    await lab.up();
    mkdirSync(shared, { recursive: true });
    for (const host of lab.hosts) {
      await lab.virsh(host, ['pool-define-as', 'shared', 'dir', '--target', shared]);
      await lab.virsh(host, ['pool-build', 'shared']);
      await lab.virsh(host, ['pool-start', 'shared']);
    }
    await Promise.all([
      lab.addGuest({ name: 'web', host: one, memoryMiB: 224, dirtyMiBps: 4, workingSetMiB: 120 }),
      lab.addGuest({ name: 'mail', host: two }),
      lab.addGuest({ name: 'dns', host: three }),
    ]);
    ctx = { db: database.db, clock: systemClock, actor: { kind: 'system', name: 'command line' } };
    const hosts = lab.hosts.map((name) => ({
      name,
      uri: lab.uri(name),
      peerUri: lab.peerUri(name),
      migrationAddress: addressOf(name),
    }));
    clusterId = (await addCluster({ ctx, input: { name: 'ready', driver: 'libvirt', hosts } })).id;
    await database.db.cluster.update({ where: { id: clusterId }, data: { intervalSeconds: 5 } });
    worker = new WorkerProcess(database.url, folder);
    vi.stubEnv('PATH', `${lab.console.bin}:${process.env.PATH}`);
    await worker.start();
    vi.unstubAllEnvs();
    for (const name of ['web', 'mail', 'dns']) await seen(name);
  }, 600_000);

  afterAll(async () => {
    await worker?.stop();
    await lab.down();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('finds nothing grave where all is well, and says what only a migration can show', async () => {
    const findings = await checked();
    expect(gravest(findings)).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['memory-port-untested', 'speed-not-measured', 'largest-vm']),
    );
    expect(said('nothing', findings, 'memory-port-untested')).toHaveLength(1);
  });

  it('finds a storage that one host lacks, and the disk that a VM has on it', async () => {
    await lab.virsh(one, ['vol-create-as', 'shared', 'app.img', '1M']);
    await withVm('app', { devices: disk(join(shared, 'app.img')) }, async () => {
      expect(gravest(await checked())).toEqual([]);
      await lab.virsh(three, ['pool-destroy', 'shared']);
      const findings = await checked();
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
    for (const host of lab.hosts) {
      await lab.virsh(host, ['pool-define-as', 'local', 'dir', '--target', '/var/lib/libvirt/images']);
      await lab.virsh(host, ['pool-build', 'local']);
      await lab.virsh(host, ['pool-start', 'local']);
    }
    await lab.virsh(one, ['vol-create-as', 'local', 'setup.iso', '1M']);
    await withVm('installer', { devices: disk('/var/lib/libvirt/images/setup.iso', 'cdrom') }, async () => {
      const findings = await checked();
      expect(said('ISO on one host', findings, 'file-missing')).toMatchObject([
        { grade: 'stops', facts: { vm: 'installer', kind: 'disc', hosts: `${two}, ${three}` } },
      ]);
    });
    for (const host of lab.hosts) await lab.virsh(host, ['vol-create-as', 'local', 'same.img', '1M']);
    await withVm('twin', { devices: disk('/var/lib/libvirt/images/same.img') }, async () => {
      const findings = await checked();
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
    await withVm('win', { os, devices }, async () => {
      const findings = await checked();
      expect(said('NVRAM local', findings, 'firmware-local')).toMatchObject([
        { grade: 'risk', facts: { vm: 'win', source: one, file: expect.stringContaining('win_VARS.fd') } },
      ]);
      expect(said('TPM state local', findings, 'tpm-local')).toMatchObject([{ facts: { vm: 'win' } }]);
    });
  });

  it('finds a host with another CPU, and the VM that cannot go there', async () => {
    const cpu = `<cpu mode='custom' match='exact' check='partial'><model>qemu64</model>
      <feature policy='disable' name='svm'/><feature policy='require' name='avx2'/></cpu>`;
    await withVm('calc', { cpu }, async () => {
      await lab.faults.limitCpu(three, MISSING_FEATURES);
      const findings = await checked();
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
    const id = await hostId(two);
    await database.db.host.update({ where: { id }, data: { migrationAddress: null } });
    const findings = await checked();
    expect(said('shared network', findings, 'migration-network-shared')).toMatchObject([
      { facts: { hosts: two, count: 1 } },
    ]);
    await database.db.host.update({ where: { id }, data: { migrationAddress: addressOf(two) } });
  });

  it('finds a clock that is ahead', async () => {
    const [source, library] = [join(lab.runDir, 'clock.c'), join(lab.runDir, 'clock.so')];
    writeFileSync(source, CLOCK_SOURCE);
    await run('gcc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
    const plain = join(lab.runDir, 'guests', 'mail.xml');
    const ahead = readFileSync(plain, 'utf8')
      .replace(
        "<domain type='qemu'>",
        "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>",
      )
      .replace(
        '</domain>',
        `<qemu:commandline><qemu:env name='LD_PRELOAD' value='${library}'/></qemu:commandline></domain>`,
      );
    const restart = async (file: string) => {
      await lab.virsh(two, ['destroy', 'mail']);
      await lab.virsh(two, ['define', file]);
      await lab.virsh(two, ['start', 'mail']);
    };
    const witness = await lab.witness();
    try {
      await restart(fileOf('ahead', ahead));
      await witness.waitFor('mail', undefined, 60);
      console.log(await lab.virsh(two, ['domstats', '--balloon', 'mail']), Date.now());
      const off = await until('the clock is found', async () => {
        const found = (await checked()).filter(({ code }) => code === 'clock-off');
        return found.length > 0 ? found : null;
      });
      said('clock off', off, 'clock-off');
      expect(off).toMatchObject([{ grade: 'risk', facts: { host: two, direction: 'ahead' } }]);
      expect(Math.abs(Number(off[0]?.facts.seconds) - AHEAD_SECONDS)).toBeLessThanOrEqual(5);
      await restart(plain);
    } finally {
      witness.close();
    }
  });

  it('finds a closed port for memory by a test migration with a guest of its own, which it removes', async () => {
    await lab.faults.closeMemoryPorts(one);
    const failed = await tested(null, one, two).finally(() => lab.faults.openMemoryPorts(one));
    expect(failed.test).toMatchObject({ state: 'failed', code: 'destination-unreachable', staysOn: null });
    expect(said('closed memory port', failed.findings, 'memory-port-closed')).toMatchObject([
      { grade: 'stops', facts: { source: one, destination: two } },
    ]);
    const mended = await tested(null, one, two);
    expect(mended.test).toMatchObject({ state: 'succeeded', code: null });
    expect(said('closed memory port', mended.findings, 'memory-port-closed')).toEqual([]);
    const guests = await Promise.all(lab.hosts.map((host) => lab.virsh(host, ['list', '--all', '--name'])));
    expect(guests.join('')).not.toContain('ballast-test-');
  });

  it('measures a slow link with a test migration of a VM', async () => {
    await lab.faults.slowLink(one, SLOW_MBPS);
    const { test, findings } = await tested('web', one, two).finally(() => lab.faults.freeLink(one));
    expect(test).toMatchObject({ state: 'succeeded' });
    const [slow] = said('slow link', findings, 'speed-low').filter(({ facts }) => facts.source === one);
    expect(slow).toMatchObject({ grade: 'risk', facts: { destination: two } });
    expect(Number(slow?.facts.mbps)).toBeLessThanOrEqual(SLOW_MBPS);
  });

  it('ends with a test migration that succeeds, and with nothing that stops migrations', async () => {
    const { test, findings } = await tested('web', one, three);
    console.log(JSON.stringify(test));
    expect(test).toMatchObject({ state: 'succeeded', vm: 'web' });
    expect(findings.filter(({ grade }) => grade === 'stops')).toEqual([]);
    for (const each of findings) console.log(`at the end: ${each.grade}: ${sentence(each)}`);
    expect((await lab.guests()).find(({ name }) => name === 'web')).toMatchObject({ host: one });
  });
});
