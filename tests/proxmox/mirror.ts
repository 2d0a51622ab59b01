import { closeSync, ftruncateSync, openSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Qemu } from './qemu.ts';

const STEP_MS = 40;
const MIB = 2 ** 20;
const JOB = 'mirror-scsi0';

const Jobs = z.array(
  z.object({ device: z.string(), offset: z.number(), len: z.number(), ready: z.boolean() }),
);

/** A disk of the same size without content. */
export function makeEmpty(file: string, like: string): void {
  const opened = openSync(file, 'w');
  ftruncateSync(opened, statSync(like).size);
  closeSync(opened);
}

interface Mirror {
  export: string; // the socket of the destination
  limitMiBps: number;
  tell(doneMiB: number): void;
}

/**
 * Copies the disk of one QEMU into that of the other over NBD, as Proxmox VE does, until only new writes are left to copy; those go on
 * being copied until the migration of its memory switches over.
 */
export async function mirror(
  from: Qemu,
  to: Qemu,
  { export: socket, limitMiBps, tell }: Mirror,
): Promise<void> {
  const address = { type: 'unix', path: socket };
  await to.qmp('nbd-server-start', { addr: { type: 'unix', data: { path: socket } } });
  const exported = { id: 'disk0', type: 'nbd', 'node-name': 'disk0', name: 'disk0', writable: true };
  await to.qmp('block-export-add', exported);
  await from.qmp('blockdev-add', { 'node-name': 'target', driver: 'nbd', server: address, export: 'disk0' });
  const speed = Math.max(1, Math.round(limitMiBps * MIB));
  const job = { 'job-id': JOB, device: 'disk0', target: 'target', sync: 'full', speed };
  await from.qmp('blockdev-mirror', job);
  for (;;) {
    const [now] = Jobs.parse(await from.qmp('query-block-jobs'));
    if (now === undefined) throw new Error('the copy of the disk has failed');
    if (now.ready) break;
    tell(Math.min(now.offset, now.len - 1) / MIB);
    await sleep(STEP_MS);
  }
  const pause = { capabilities: [{ capability: 'pause-before-switchover', state: true }] };
  await from.qmp('migrate-set-capabilities', pause);
  tell(Number.POSITIVE_INFINITY);
}

/** The source is paused: what it wrote last is copied, the destination gives the disk to its VM, and the memory follows. */
export async function endMirror(from: Qemu, to: Qemu): Promise<void> {
  await from.qmp('block-job-cancel', { device: JOB });
  while (Jobs.parse(await from.qmp('query-block-jobs')).length > 0) await sleep(STEP_MS);
  await from.qmp('blockdev-del', { 'node-name': 'target' });
  await to.qmp('nbd-server-stop');
  await from.qmp('migrate-continue', { state: 'pre-switchover' });
}
