import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/**
 * The programs that Ballast starts to connect to a host. The lab's own processes are also descendants of the
 * benchmark, but not part of Ballast.
 */
const CLIENTS = new Set(['virsh', 'ssh']);

interface ProcessTimes {
  name: string;
  parent: number;
  /** The CPU time of the process and of its children that have ended, in clock ticks. */
  ticks: number;
}

function readTimes(pid: string): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { name, parent: Number(fields[1]), ticks };
  } catch {
    return null; // it has ended in the meantime, and its time is counted for its parent
  }
}

/** CPU time in seconds of this process and of the virsh and ssh processes that it started, including those that have ended. */
export function cpuSeconds(): number {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? readTimes(name) : null;
    if (times !== null) all.set(Number(name), times);
  }
  const isDescendant = (pid: number): boolean => {
    const parent = all.get(pid)?.parent ?? 0;
    return parent === process.pid || (parent > 1 && isDescendant(parent));
  };
  const ours = [...all].filter(
    ([pid, { name }]) => pid === process.pid || (CLIENTS.has(name) && isDescendant(pid)),
  );
  return ours.reduce((sum, [, { ticks }]) => sum + ticks, 0) / TICKS_PER_SECOND;
}
