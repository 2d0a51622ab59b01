import type { Snapshot, SnapshotHost, SnapshotVm } from '../../../lib/model/snapshot.ts';
import { LinearProgram } from '../referees/linear-program.ts';
import { solve } from '../referees/solve.ts';

export type Survival = 'survived' | 'not-survived' | 'unknown';

/**
 * Whether all VMs of a host can start on the others while nothing else moves, by HiGHS: a variable for each VM and host, a
 * row for each host's memory. For clusters without rules whose VMs all run and may run anywhere.
 */
export async function survivesByHighs(
  snapshot: Snapshot,
  hostId: string,
  cpuLimitSeconds: number,
): Promise<Survival> {
  const program = new LinearProgram();
  const others = snapshot.hosts.filter(({ id }) => id !== hostId);
  const first = addRestarts(program, {
    waiting: snapshot.vms.filter((vm) => vm.hostId === hostId),
    others,
    free: (host) => freeMiB(snapshot, host),
  });
  if (first === null) return 'survived';
  program.minimise([[1, first]]);
  const { status } = await solve(program, cpuLimitSeconds);
  if (status === 'infeasible') return 'not-survived';
  return status === 'nothing-found' ? 'unknown' : 'survived';
}

/**
 * The most VMs of this size that can be added so that every host could still fail alone: an upper bound, which is the
 * optimum unless the time limit ended the search.
 */
export async function mostVmsByHighs(
  snapshot: Snapshot,
  sizeMiB: number,
  cpuLimitSeconds: number,
): Promise<{ found: number; bound: number } | null> {
  const program = new LinearProgram();
  const added = snapshot.hosts.map((_, h) => program.count(`n${h}`));
  const addedTo = (host: SnapshotHost) => `n${snapshot.hosts.indexOf(host)}`;
  for (const host of snapshot.hosts)
    program.atMost([[sizeMiB, addedTo(host)]], Math.max(0, freeMiB(snapshot, host)));
  for (const [f, failed] of snapshot.hosts.entries()) {
    const others = snapshot.hosts.filter((host) => host !== failed);
    const again = others.map((host) => ({
      host,
      name: program.count(`y${f}_${snapshot.hosts.indexOf(host)}`),
    }));
    program.exactly([...again.map(({ name }) => [1, name] as const), [-1, addedTo(failed)]], 0);
    addRestarts(program, {
      waiting: snapshot.vms.filter((vm) => vm.hostId === failed.id),
      others,
      free: (host) => freeMiB(snapshot, host),
      prefix: `f${f}`,
      also: (host) => {
        const restarted = again.find((each) => each.host === host);
        return [addedTo(host), ...(restarted ? [restarted.name] : [])].map(
          (name) => [sizeMiB, name] as const,
        );
      },
    });
  }
  program.minimise(added.map((name) => [-1, name] as const));
  const solution = await solve(program, cpuLimitSeconds);
  if (solution.status === 'infeasible') return { found: 0, bound: 0 };
  if (!('values' in solution)) return null;
  return { found: Math.round(-solution.objective), bound: Math.floor(-solution.bound + 1e-6) };
}

interface Restarts {
  waiting: readonly SnapshotVm[];
  others: readonly SnapshotHost[];
  free: (host: SnapshotHost) => number;
  prefix?: string;
  also?: (host: SnapshotHost) => (readonly [number, string])[];
}

/** Each waiting VM on one other host, and no host over its memory. The first variable; null: nothing has to start. */
function addRestarts(
  program: LinearProgram,
  { waiting, others, free, prefix = 'x', also = () => [] }: Restarts,
): string | null {
  const names = waiting.map((_, v) => others.map((_, h) => program.binary(`${prefix}_${v}_${h}`)));
  for (const ofVm of names)
    program.exactly(
      ofVm.map((name) => [1, name] as const),
      1,
    );
  for (const [h, host] of others.entries()) {
    const comes = waiting.map((vm, v) => [vm.memoryMiB, `${prefix}_${v}_${h}`] as const);
    const terms = [...comes, ...also(host)];
    if (terms.length > 0) program.atMost(terms, Math.max(0, free(host)));
  }
  return names[0]?.[0] ?? null;
}

function freeMiB({ vms }: Snapshot, host: SnapshotHost): number {
  const held = vms.filter((vm) => vm.hostId === host.id).reduce((sum, vm) => sum + vm.memoryMiB, 0);
  return host.memoryMiB - host.reserve.memoryMiB - held;
}
