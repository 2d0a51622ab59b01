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
/** Over SSH libvirt 11.3 tells why in about one answer of three. */
const MAX_PROBES = 6;

/**
 * The definition of a VM with another identity, as a file; null when it cannot be had. An order to migrate with it is bound to
 * be refused: libvirt looks at the VM, connects to the destination, and compares the definitions after that.
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

/** Such an order as arguments, to a destination by its peer address. */
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
 * Asks the source with it, and waits for the refusal: again while the answer says nothing, since libvirt and virsh lose their
 * words now and then, over SSH mostly.
 */
export async function probe(virsh: Virsh, source: LibvirtHost, args: string[]): Promise<VirshResult> {
  const left = timeLeft(PROBE_MS);
  for (let tries = 1; ; tries++) {
    const answer = await virsh.run(source.uri, args, { timeoutMs: Math.max(1, left()) });
    const isAnswered = !answer.isOk && !SILENT_END.test(answer.stderr);
    if (isAnswered || tries === MAX_PROBES || left() <= 0) return answer;
  }
}

/** Whether the identity was all that libvirt had against it. */
export const isOnlyIdentityRefused = ({ stderr }: VirshResult): boolean =>
  /Target domain uuid \S+ does not match source/.test(stderr);

/** libvirt asks whether disks are shared after it has looked at everything of the VM itself. */
const isAboutDisks = ({ stderr }: VirshResult): boolean => /Unsafe migration/.test(stderr);

/**
 * Whether libvirt would let a VM that is active migrate live, asked of its host without moving anything. Null: it did not
 * say. For that moment it counts a job on the VM.
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
