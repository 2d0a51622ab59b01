import type { StandTask, World } from './world.ts';

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');

export function beginTask(
  world: World,
  where: { node: string; type: string; vmid: number; user: string },
): StandTask {
  const { node, type, vmid, user } = where;
  const startedMs = world.now();
  const [pid, pstart] = [++world.lastPid, 4242];
  const upid = `UPID:${node}:${hex(pid)}:${hex(pstart)}:${hex(Math.floor(startedMs / 1000))}:${type}:${vmid}:${user}:`;
  const state = { endedMs: null, exit: null, log: [], isStopped: false };
  const task: StandTask = { upid, node, pid, pstart, startedMs, type, vmid, user, ...state };
  world.tasks.set(upid, task);
  return task;
}

export function say({ log }: StandTask, atMs: number, text: string): void {
  log.push(`${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} ${text}`);
}

/** Ends a task: `OK`, `WARNINGS: n`, or the words of its failure. */
export function endTask(task: StandTask, atMs: number, exit: string): void {
  const isFailed = exit !== 'OK' && !exit.startsWith('WARNINGS');
  task.log.push(isFailed ? `TASK ERROR: ${exit}` : `TASK ${exit}`);
  task.exit = exit;
  task.endedMs = atMs;
}

/** How long a task has taken, as Proxmox VE writes it. */
export function durationOf({ startedMs }: StandTask, atMs: number): string {
  const seconds = Math.round((atMs - startedMs) / 1000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
