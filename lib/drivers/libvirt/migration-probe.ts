import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { timeLeft } from './deadline.ts';
import { SILENT_END } from './failure-rules.ts';
import { explainFailure } from './failures.ts';
import type { VirshResult } from './virsh-result.ts';

const PROBE_MS = 10_000;
/** Over SSH libvirt 11.3 gives the reason in about one answer of three. */
const MAX_PROBES = 6;

/**
 * The definition of a VM with a different UUID, as a file; null if it cannot be read. A migration with it must be
 * refused: libvirt checks the VM, connects to the destination, and compares the definitions afterwards.
 */
export async function writeProbeDefinition(
  virsh: Virsh,
  source: LibvirtHost,
  vmUuid: string,
  folder: string,
): Promise<string | null> {
  const result = await virsh.run(source.uri, ['dumpxml', '--domain', vmUuid, '--migratable']);
  const otherUuid = randomUUID();
  const xml = result.stdout.replaceAll(vmUuid, otherUuid);
  if (!result.isOk || !xml.includes(`<uuid>${otherUuid}</uuid>`)) return null;
  const file = join(folder, `${otherUuid}.xml`);
  await writeFile(file, xml);
  return file;
}

/** The arguments of such a migration, to a destination by its peer address. */
export const probeArguments = (how: string[], file: string, vmUuid: string, peerUri: string): string[] => [
  'migrate',
  ...how,
  '--p2p',
  '--xml',
  file,
  '--domain',
  vmUuid,
  '--desturi',
  peerUri,
];

/**
 * Sends it to the source and waits for the refusal. It is repeated while the answer is empty, because libvirt and
 * virsh sometimes lose messages, mostly over SSH.
 */
export async function probe(virsh: Virsh, source: LibvirtHost, args: string[]): Promise<VirshResult> {
  const left = timeLeft(PROBE_MS);
  for (let tries = 1; ; tries++) {
    const answer = await virsh.run(source.uri, args, { timeoutMs: Math.max(1, left()) });
    const isAnswered = !answer.isOk && !SILENT_END.test(answer.stderr);
    if (isAnswered || tries === MAX_PROBES || left() <= 0) return answer;
  }
}

/** Whether the different UUID was the only obstacle. */
export const isOnlyIdentityRefused = ({ stderr }: VirshResult): boolean =>
  /Target domain uuid \S+ does not match source/.test(stderr);

/** libvirt asks whether disks are shared after it has checked everything about the VM itself. */
const isAboutDisks = ({ stderr }: VirshResult): boolean => /Unsafe migration/.test(stderr);

/**
 * Whether libvirt would migrate an active VM live, asked from its host without moving anything. Null: unknown. During
 * the request the VM has a job.
 */
export async function mayMigrateLive(
  virsh: Virsh,
  source: LibvirtHost,
  vmUuid: string,
  peerUri: string,
): Promise<boolean | null> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-ask-'));
  try {
    const file = await writeProbeDefinition(virsh, source, vmUuid, folder);
    if (file === null) return null;
    const result = await probe(virsh, source, probeArguments(['--live'], file, vmUuid, peerUri));
    if (isOnlyIdentityRefused(result) || isAboutDisks(result)) return true;
    if (result.isOk || result.end === 'silent') return null;
    return explainFailure(result, { host: source.name }, 'migration').scope === 'vm' ? false : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
