import { z } from 'zod';

/** Who gave a sign of a host that does not answer. */
export const SignSource = z.enum([
  'ballast', // Ballast's own connection
  'peer', // another host of the cluster
  'storage', // the disks of its VMs, as another host sees them
  'manager', // the manager of the cluster, such as vCenter
  'bmc', // its management board, by a power check of the administrator
]);
export type SignSource = z.infer<typeof SignSource>;

/** runs: its machine or its VMs do something. silent: it gives no answer. off: it is switched off. nothing: no conclusion. */
export const SignVerdict = z.enum(['runs', 'silent', 'off', 'nothing']);
export type SignVerdict = z.infer<typeof SignVerdict>;

/** One sign of whether a host that does not answer Ballast is down. */
export const HostSign = z.object({
  source: SignSource,
  by: z.string(), // the host, VM or manager that it comes from, by name; empty: Ballast
  says: SignVerdict,
  detail: z.string(), // in the words of who was asked, to display; empty: none
  /** When the disk was last written, by the clock of its storage: another value in a later reading shows that the VM runs. */
  mark: z.string().nullable(),
  writtenAt: z.string().nullable(), // when two readings of it differed last; null: never
});
export type HostSign = z.infer<typeof HostSign>;

/** The signs of one reading. */
export const HostSigns = z.array(HostSign);

/**
 * What the signs say together. unreachable: it runs, and only Ballast gets no answer. down: no sign of life, and more than one
 * silent. unclear: Ballast alone gets no answer, and nobody else could be asked. off: it is proved to be switched off.
 */
export const OutageVerdict = z.enum(['unclear', 'unreachable', 'down', 'off']);
export type OutageVerdict = z.infer<typeof OutageVerdict>;

/** The fewest silent parties, Ballast included, that make a host count as down. */
const PARTIES = 2;

/**
 * The verdict on a host: never from one sign. One sign of life outweighs any number of silent ones, because a VM that runs twice
 * destroys its disks. Only the manager's word that it is off, or a proof that was recorded, makes it `off`.
 */
export function judgeSigns(signs: readonly HostSign[], isProvedOff: boolean): OutageVerdict {
  const says = (verdict: SignVerdict): HostSign[] => signs.filter((sign) => sign.says === verdict);
  if (says('runs').length > 0) return 'unreachable';
  if (isProvedOff || says('off').length > 0) return 'off';
  const silent = new Set(says('silent').map(({ source, by }) => `${source} ${by}`));
  return silent.size >= PARTIES ? 'down' : 'unclear';
}

/** So long after a disk was written its VM counts as running. Writes that were on their way when it died have ended by then. */
const WRITTEN_MS = 300_000;

/** Signs with what an earlier reading adds: a disk that was written between the two shows that its VM ran. */
export function compareMarks(before: readonly HostSign[], now: readonly HostSign[], at: Date): HostSign[] {
  return now.map((sign) => {
    if (sign.source !== 'storage' || sign.mark === null) return sign;
    const was = before.find(({ source, by }) => source === sign.source && by === sign.by);
    const isWritten = was !== undefined && was.mark !== null && was.mark !== sign.mark;
    const writtenAt = isWritten ? at.toISOString() : (was?.writtenAt ?? null);
    const isRecent = writtenAt !== null && at.getTime() - Date.parse(writtenAt) < WRITTEN_MS;
    return { ...sign, writtenAt, says: isRecent ? 'runs' : sign.says };
  });
}
