import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { BEAT_ADDRESS, type Guest, writeGuest } from './boot-sector.ts';
import { beginCopy, type Copy } from './copy.ts';
import { endMirror, makeEmpty, mirror } from './mirror.ts';
import { Qemu } from './qemu.ts';

const STEP_MS = 40;
const PAUSE_MS = 100;
const MIB = 2 ** 20;

const Status = z.object({
  status: z.string().default('none'),
  ram: z
    .object({
      total: z.number(),
      transferred: z.number(),
      remaining: z.number(),
      'dirty-sync-count': z.number(),
    })
    .optional(),
});

/** A VM that a real QEMU runs. Its migrations go to a second process, which then takes its place. */
export class Machine {
  failure: string | null = null; // of the last migration
  private processes = 1;
  private isCancelled = false;
  private moving: Promise<void> = Promise.resolve();
  private copy: Copy | null = null;
  /** How far the copy of its local disk is; null: it has none. */
  disk: { doneMiB: number } | null = null;

  private constructor(
    private readonly folder: string,
    private readonly memMiB: number,
    private qemu: Qemu,
    private diskFile: string | null,
  ) {}

  /** `diskContent`: of a local disk; without it the VM has none. */
  static async start(memMiB: number, guest: Guest, diskContent: Buffer | null = null): Promise<Machine> {
    const folder = mkdtempSync(path.join(tmpdir(), 'ballast-proxmox-'));
    const floppy = path.join(folder, 'floppy');
    writeGuest(floppy, guest);
    const disk = diskContent === null ? null : path.join(folder, '1.disk');
    if (disk !== null && diskContent !== null) writeFileSync(disk, diskContent);
    const qemu = await Qemu.start({ socket: path.join(folder, '1.qmp'), floppy, memMiB, disk });
    return new Machine(folder, memMiB, qemu, disk);
  }

  /** What its local disk contains, where it runs now. */
  readDisk(): Buffer {
    if (this.diskFile === null) throw new Error('it has no disk');
    return readFileSync(this.diskFile);
  }

  /** Begins a migration with its local disk, which is mirrored first. */
  beginWithDisk(limitMiBps: number): void {
    this.disk = { doneMiB: 0 };
    this.copy = this.begin(limitMiBps);
  }

  /** The copy of its memory in the migration that has begun, or that begins now. */
  copyOf(limitMiBps: number): Copy {
    const copy = this.copy ?? this.begin(limitMiBps);
    this.copy = null;
    return copy;
  }

  /** Begins a migration. What is returned follows it. */
  begin(limitMiBps: number): Copy {
    const copy = beginCopy(this.memMiB);
    this.failure = null;
    this.isCancelled = false;
    this.moving = this.move(limitMiBps, copy).catch((error) => {
      this.failure = String(error);
    });
    return copy;
  }

  /** The VM stays where it is. */
  cancel(): void {
    this.isCancelled = true;
  }

  /** Has the monitor carry out a command for people. */
  async monitor(command: string): Promise<string> {
    const text = await this.qemu.qmp('human-monitor-command', { 'command-line': command });
    return String(text).replaceAll('\r', '');
  }

  /** How often the guest has gone through its work since it started. */
  async beats(): Promise<number> {
    const text = await this.monitor(`xp /1wx ${BEAT_ADDRESS}`);
    return Number(/: (0x[0-9a-f]+)/.exec(text)?.[1] ?? Number.NaN);
  }

  async close(): Promise<void> {
    this.cancel();
    await this.moving;
    await this.qemu.stop();
    rmSync(this.folder, { recursive: true });
  }

  private async move(limitMiBps: number, copy: Copy): Promise<void> {
    const file = (name: string): string => path.join(this.folder, `${++this.processes}.${name}`);
    const uri = `unix:${file('migrate')}`;
    const floppy = path.join(this.folder, 'floppy');
    const disk = this.disk === null || this.diskFile === null ? null : file('disk');
    if (disk !== null && this.diskFile !== null) makeEmpty(disk, this.diskFile);
    const options = { socket: file('qmp'), floppy, memMiB: this.memMiB, incoming: uri, disk };
    const to = await Qemu.start(options);
    const from = this.qemu;
    if (disk !== null) await mirror(from, to, { export: file('nbd'), limitMiBps, tell: this.tellDisk });
    const parameters = { 'max-bandwidth': Math.round(limitMiBps * MIB), 'downtime-limit': PAUSE_MS };
    await from.qmp('migrate-set-parameters', parameters);
    await from.qmp('migrate', { uri });
    const end = await this.follow(from, to, copy);
    this.disk = null;
    if (end === 'completed') [this.qemu, this.diskFile] = [to, disk ?? this.diskFile];
    else this.failure = end;
    await (end === 'completed' ? from : to).stop();
    copy.isDone = end === 'completed';
  }

  private readonly tellDisk = (doneMiB: number): void => {
    if (this.disk !== null) this.disk.doneMiB = doneMiB;
  };

  private async follow(from: Qemu, to: Qemu, copy: Copy): Promise<string> {
    for (let isAsked = false; ; await sleep(STEP_MS)) {
      if (this.isCancelled && !isAsked) await from.qmp('migrate_cancel');
      isAsked = this.isCancelled;
      const { status, ram } = Status.parse(await from.qmp('query-migrate'));
      if (ram !== undefined) {
        copy.totalMiB = ram.total / MIB;
        copy.sentMiB = ram.transferred / MIB;
        copy.remainingMiB = ram.remaining / MIB;
        copy.round = ram['dirty-sync-count'];
      }
      if (status === 'pre-switchover') await endMirror(from, to);
      if (['completed', 'failed', 'cancelled'].includes(status)) return status;
    }
  }
}
