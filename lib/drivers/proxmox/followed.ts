import type { MigrationProgress } from '../../model/ports.ts';
import type { DiskCopies } from './disk-copy.ts';
import type { TaskRef } from './tasks.ts';

/** Orders are remembered so that a later reading has their end; as many as these. */
const REMEMBERED = 1000;

/** A migration that this driver ordered or found. */
export interface Followed {
  order: TaskRef; // the task that the order began
  task: TaskRef | null; // the one that moves the VM; null: the HA manager has not begun it
  orderedAtMs: number;
  last: MigrationProgress | null; // of its memory, as seen last
  disks: DiskCopies; // likewise
  logLines: number; // that were read for them
}

/** What is known of migrations besides what Proxmox VE keeps. It may be lost in a restart. */
export class FollowedMoves {
  private readonly moves = new Map<string, Followed>();

  get = (moveId: string): Followed | null => this.moves.get(moveId) ?? null;

  add(moveId: string, order: TaskRef, nowMs: number): Followed {
    const isReal = order.type === 'qmigrate';
    const followed: Followed = {
      order,
      task: isReal ? order : null,
      orderedAtMs: nowMs,
      last: null,
      disks: new Map(),
      logLines: 0,
    };
    this.moves.set(moveId, followed);
    const [oldest] = this.moves.keys();
    if (this.moves.size > REMEMBERED && oldest !== undefined) this.moves.delete(oldest);
    return followed;
  }
}
