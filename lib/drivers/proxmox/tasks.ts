import type { Pve } from './client.ts';
import { ProxmoxRefusal } from './refusal.ts';
import { read, TaskLog, TaskStatus, Tasks } from './wire.ts';

/** A task by the parts of its identity, which Proxmox VE calls UPID. */
export interface TaskRef {
  upid: string;
  node: string; // where it runs, and where its log is
  type: string; // qmigrate: it moves a VM; hamigrate: it asks the HA manager to do so
  startedAt: number; // seconds, by the clock of the node
}

/** `UPID:pve1:000003E9:00001092:6B0B8C2C:qmigrate:100:ballast@pve!b:`; null: something else. */
export function parseUpid(upid: string): TaskRef | null {
  const [prefix, node, , , started = '', type] = upid.split(':');
  const startedAt = Number.parseInt(started, 16);
  if (prefix !== 'UPID' || !node || !type || !Number.isFinite(startedAt)) return null;
  return { upid, node, type, startedAt };
}

/** How a task is now. `OK` and `WARNINGS: n` are success. */
export interface TaskNow {
  isRunning: boolean;
  hasSucceeded: boolean;
  exit: string; // its last words; empty while it runs
}

const pathOf = ({ node, upid }: TaskRef): string => `/nodes/${node}/tasks/${encodeURIComponent(upid)}`;

/** Null: its node does not know it (any more). */
export async function readTask(pve: Pve, task: TaskRef): Promise<TaskNow | null> {
  try {
    const path = `${pathOf(task)}/status`;
    const { status, exitstatus = '' } = read(TaskStatus, await pve.get(path), path);
    const isRunning = status === 'running';
    const hasSucceeded = !isRunning && /^(OK|WARNINGS: \d+)$/.test(exitstatus);
    return { isRunning, hasSucceeded, exit: exitstatus };
  } catch (error) {
    if (error instanceof ProxmoxRefusal && /no such task/i.test(error.words)) return null;
    throw error;
  }
}

const LOG_LINES = 5000;
const LOG_PAGES = 20;
/** What Proxmox VE answers for a log without lines. */
const EMPTY = 'no content';

/** The lines of its log from `start`, counted from 0. */
export async function readTaskLog(pve: Pve, task: TaskRef, start = 0): Promise<string[]> {
  const path = `${pathOf(task)}/log`;
  const lines: string[] = [];
  for (let page = 0; page < LOG_PAGES; page++) {
    const query = { start: start + lines.length, limit: LOG_LINES };
    const found = read(TaskLog, await pve.get(path, query), path).map(({ t }) => t);
    lines.push(...found.filter((line) => line !== EMPTY));
    if (found.length < LOG_LINES) break;
  }
  return lines;
}

/** Asks the node to end a task. It may end by itself before that. */
export const stopTask = (pve: Pve, task: TaskRef): Promise<unknown> => pve.order('DELETE', pathOf(task));

/** The task that migrates a VM away from a node now, whoever ordered it; null: none. */
export async function findRunning(pve: Pve, node: string, vmid: number): Promise<TaskRef | null> {
  const tasks = await listTasks(pve, node, { vmid, source: 'active', typefilter: 'qmigrate' });
  return tasks.find(({ endtime }) => endtime === undefined)?.ref ?? null;
}

/** The task by which the HA manager carried out an order that was given at this time or later; null: not begun. */
export async function findSince(
  pve: Pve,
  node: string,
  vmid: number,
  since: number,
): Promise<TaskRef | null> {
  const tasks = await listTasks(pve, node, { vmid, source: 'all', typefilter: 'qmigrate', since });
  return tasks.toSorted((a, b) => b.ref.startedAt - a.ref.startedAt)[0]?.ref ?? null;
}

async function listTasks(pve: Pve, node: string, query: Record<string, string | number>) {
  const path = `/nodes/${node}/tasks`;
  const tasks = read(Tasks, await pve.get(path, query), path);
  return tasks
    .filter(({ type }) => type === 'qmigrate')
    .flatMap(({ upid, endtime }) => {
      const ref = parseUpid(upid);
      return ref === null ? [] : [{ ref, endtime }];
    });
}
