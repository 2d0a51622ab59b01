import { setTimeout as sleep } from 'node:timers/promises';
import { at, type Node, text } from '../xml.ts';
import type { Vim } from './client.ts';
import { isFault } from './faults.ts';
import { readObject, readObjects, refsOf } from './properties.ts';
import { type Fault, localizedFault, type Ref, refOf } from './soap.ts';

/** A task of vCenter as it is now. */
export interface Task {
  ref: Ref;
  subject: string | null; // the id of the object that it works on
  description: string; // its kind, by vCenter's name
  isMigration: boolean;
  state: 'queued' | 'running' | 'success' | 'error';
  percent: number | null;
  queuedAt: Date | null;
  startedAt: Date | null;
  completedAt: Date | null;
  fault: Fault | null;
  result: Node | null;
}

/** What vCenter calls the tasks that move a VM: of people, of DRS, and of maintenance mode. */
const MIGRATION = /relocate|migrate|vmotion/i;

const dateOf = (info: Node, name: string): Date | null => {
  const written = text(info, name);
  return written === null ? null : new Date(written);
};

/** A task from its `info`. */
export function taskOf(ref: Ref, info: Node): Task {
  const state = text(info, 'state');
  const progress = text(info, 'progress');
  return {
    ref,
    subject: refOf(at(info, 'entity'), 'ManagedEntity')?.value ?? null,
    description: text(info, 'descriptionId') ?? '',
    isMigration: MIGRATION.test(text(info, 'descriptionId') ?? ''),
    state: state === 'queued' || state === 'success' || state === 'error' ? state : 'running',
    percent: progress === null ? null : Number(progress),
    queuedAt: dateOf(info, 'queueTime'),
    startedAt: dateOf(info, 'startTime'),
    completedAt: dateOf(info, 'completeTime'),
    fault: localizedFault(at(info, 'error')),
    result: at(info, 'result'),
  };
}

/** A task as it is now; null: vCenter does not know it (any more), as after its own restart. */
export async function readTask(vim: Vim, ref: Ref): Promise<Task | null> {
  try {
    const info = (await readObject(vim, ref, ['info'])).get('info');
    return info === undefined ? null : taskOf(ref, info);
  } catch (error) {
    if (isFault(error, 'ManagedObjectNotFound')) return null;
    throw error;
  }
}

/** The migration of a VM that is in progress, whoever ordered it; null: none. */
export async function findMigration(vim: Vim, vm: Ref): Promise<Task | null> {
  const ids = refsOf(await readObject(vim, vm, ['recentTask']), 'recentTask');
  const tasks = await readTasks(
    vim,
    ids.map((value) => ({ type: 'Task', value })),
  );
  const isMove = (task: Task): boolean => task.subject === vm.value && task.isMigration && isOpen(task);
  return tasks.find(isMove) ?? null;
}

export const isOpen = ({ state }: Task): boolean => state === 'queued' || state === 'running';

/** Tasks that end between two requests are left out. */
export async function readTasks(vim: Vim, refs: readonly Ref[]): Promise<Task[]> {
  try {
    const seen = await readObjects(vim, refs, ['info']);
    return seen.flatMap(({ ref, properties }) => {
      const info = properties.get('info');
      return info === undefined ? [] : [taskOf(ref, info)];
    });
  } catch (error) {
    if (!isFault(error, 'ManagedObjectNotFound')) throw error;
    const each = await Promise.all(refs.map((ref) => readTask(vim, ref)));
    return each.flatMap((task) => task ?? []);
  }
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;

/** Waits for a short task, such as a check. Null: it did not end in time, or vCenter forgot it. */
export async function waitForTask(vim: Vim, ref: Ref, patienceMs: number): Promise<Task | null> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pauseMs) {
    const task = await readTask(vim, ref);
    if (task === null || !isOpen(task)) return task;
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
  return null;
}
