import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTranslator } from 'next-intl';
import { vi } from 'vitest';
import { loadMessages } from '../../../i18n/load-messages.ts';
import type { Database } from '../../../lib/db/client.ts';
import { showFigures } from '../../../lib/format/finding-figures.ts';
import type { ReadinessFinding } from '../../../lib/model/readiness.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import { addCluster } from '../../../lib/services/clusters/add-cluster.ts';
import type { Context } from '../../../lib/services/context.ts';
import { checkReadiness } from '../../../lib/services/readiness/check-readiness.ts';
import { testMigration } from '../../../lib/services/readiness/test-migration.ts';
import { readReadiness } from '../../../lib/views/readiness/read-readiness.ts';
import { createLab } from '../create-lab.ts';
import { uuidOf } from '../layout.ts';
import { run } from '../shell.ts';
import { until } from './stage.ts';
import { WorkerProcess } from './worker-process.ts';

export const AHEAD_SECONDS = 90;

/** A clock that is ahead, for one program: a host of the lab cannot have a time of its own. */
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

const words = createTranslator({ locale: 'en', messages: loadMessages('en'), namespace: 'readiness' });

/** What the console says of a finding. */
export const sentence = ({ code, facts }: ReadinessFinding): string =>
  words(`findings.${code}.title`, showFigures(facts, { locale: 'en', timeZone: 'UTC' }));

/** The address of a host on the network of the lab. */
export const addressOf = (lab: ReturnType<typeof createLab>, host: string): string =>
  new URL(lab.peerUri(host)).hostname;

/**
 * Three hosts with a guest and a shared pool each, in a cluster that a real worker observes, with a migration address
 * each: nothing stands in the way of migrations.
 */
export async function openReadyStage({ url, db }: { url: string; db: Database }) {
  const lab = createLab({ name: 'ready', hosts: 3 });
  const [one = '', two = '', three = ''] = lab.hosts;
  const shared = join(lab.runDir, 'shared');
  const folder = mkdtempSync(join(tmpdir(), 'ballast-readiness-'));
  const ctx: Context = { db, clock: systemClock, actor: { kind: 'system', name: 'command line' } };
  await lab.down(); // leftovers of an interrupted run
  await lab.up();
  mkdirSync(shared, { recursive: true });
  const makePool = async (name: string, target: string): Promise<void> => {
    for (const host of lab.hosts) {
      await lab.virsh(host, ['pool-define-as', name, 'dir', '--target', target]);
      await lab.virsh(host, ['pool-build', name]);
      await lab.virsh(host, ['pool-start', name]);
    }
  };
  await makePool('shared', shared);
  await Promise.all([
    lab.addGuest({ name: 'web', host: one, memoryMiB: 224, dirtyMiBps: 4, workingSetMiB: 120 }),
    lab.addGuest({ name: 'mail', host: two }),
    lab.addGuest({ name: 'dns', host: three }),
  ]);
  const hosts = lab.hosts.map((name) => ({
    name,
    uri: lab.uri(name),
    peerUri: lab.peerUri(name),
    migrationAddress: addressOf(lab, name),
  }));
  const { id: clusterId } = await addCluster({ ctx, input: { name: 'ready', driver: 'libvirt', hosts } });
  await db.cluster.update({ where: { id: clusterId }, data: { intervalSeconds: 5 } });
  const worker = new WorkerProcess(url, folder);
  vi.stubEnv('PATH', `${lab.console.bin}:${process.env.PATH}`);
  await worker.start();
  vi.unstubAllEnvs();

  const seen = (name: string) =>
    until(`Ballast has seen ${name}`, () => db.vm.findFirst({ where: { clusterId, name } }));
  for (const name of ['web', 'mail', 'dns']) await seen(name);
  const page = () => readReadiness({ ctx, input: { clusterId } });
  const finished = async () => {
    const { check, report, failure } = await page();
    return check === 'done' && report !== null && failure === null ? report.findings : null;
  };
  const hostId = async (name: string) => (await db.host.findFirstOrThrow({ where: { clusterId, name } })).id;
  const fileOf = (name: string, xml: string) => {
    const file = join(lab.runDir, `${name}.xml`);
    writeFileSync(file, xml);
    return file;
  };

  return {
    lab,
    shared,
    makePool,
    /** The findings of a check that is made now. */
    checked: async (): Promise<ReadinessFinding[]> => {
      await checkReadiness({ ctx, input: { clusterId } });
      return until('the check is made', finished);
    },
    /** A test migration of a VM, or of a guest, and the findings of the check after it. */
    tested: async (vmName: string | null, from: string, to: string) => {
      const vm = vmName && (await db.vm.findFirstOrThrow({ where: { clusterId, name: vmName } }));
      const [fromHostId, toHostId] = [await hostId(from), await hostId(to)];
      const subject = vm ? { vmId: vm.id, fromHostId: null } : { vmId: null, fromHostId };
      await testMigration({ ctx, input: { clusterId, toHostId, ...subject } });
      const test = await until('the test ends', async () => {
        const shown = (await page()).test;
        return shown?.state === 'succeeded' || shown?.state === 'failed' ? shown : null;
      });
      return { test, findings: await until('the check after it is made', finished) };
    },
    setMigrationAddress: async (host: string, migrationAddress: string | null) => {
      await db.host.update({ where: { id: await hostId(host) }, data: { migrationAddress } });
    },
    /** Defines a stopped VM on the first host until `work` has ended. */
    withVm: async (
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
      await until(`${name} is gone`, async () =>
        (await db.vm.count({ where: { clusterId, name, missingSince: null } })) === 0 ? true : null,
      );
    },
    /** Starts the guest of the second host with a QEMU whose clock is ahead until `work` has ended. */
    withClockAhead: async (work: () => Promise<void>): Promise<void> => {
      const [source, library] = [join(lab.runDir, 'clock.c'), join(lab.runDir, 'clock.so')];
      writeFileSync(source, CLOCK_SOURCE);
      await run('gcc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
      const plain = join(lab.runDir, 'guests', 'mail.xml');
      const space = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";
      const preload = `<qemu:commandline><qemu:env name='LD_PRELOAD' value='${library}'/></qemu:commandline>`;
      const ahead = readFileSync(plain, 'utf8')
        .replace("<domain type='qemu'>", `<domain type='qemu' ${space}>`)
        .replace('</domain>', `${preload}</domain>`);
      const witness = await lab.witness();
      const restart = async (file: string) => {
        await lab.virsh(two, ['destroy', 'mail']);
        await lab.virsh(two, ['define', file]);
        await lab.virsh(two, ['start', 'mail']);
        await witness.waitFor('mail', undefined, 60);
      };
      try {
        await restart(fileOf('ahead', ahead));
        await work();
        await restart(plain);
      } finally {
        witness.close();
      }
    },
    close: async (): Promise<void> => {
      await worker.stop();
      await lab.down();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
