import { orNull } from '../../db/stored-value-error.ts';
import { compareNames } from '../../model/compare-names.ts';
import type { PlanKind, Reason } from '../../model/plan.ts';

interface NamedRun {
  kind: PlanKind;
  hosts: { name: string }[]; // that it empties
  cluster: { name: string };
  moves: { vmName: string; reason: Reason }[];
}

/** The name of a job's subject: the hosts to empty, the VM to move, the job to undo, or the cluster. */
export function subjectOf(run: NamedRun): string {
  const names: Record<PlanKind, () => string | undefined> = {
    evacuate: () =>
      run.hosts
        .map(({ name }) => name)
        .sort(compareNames)
        .join(', ') || undefined,
    migrate: () => migratedVms(run.moves),
    balance: () => undefined,
    undo: () => undoneRun(run.moves),
    restart: () => deadHost(run.moves),
  };
  return names[run.kind]() ?? run.cluster.name;
}

/** The VM, with the number of others that a person moves together with it: db-01 (+3). */
function migratedVms(moves: NamedRun['moves']): string | undefined {
  const [first, ...others] = new Set(moves.map((move) => move.vmName));
  return others.length === 0 ? first : `${first} (+${others.length})`;
}

/** The dead host whose VMs are started again. */
function deadHost(moves: NamedRun['moves']): string | undefined {
  const reason = moves.map((move) => orNull(move.reason)).find((each) => each?.code === 'host-dead');
  return reason ? String(reason.facts.host) : undefined;
}

/** The name of the run that these moves undo, such as R-412; with the VM, if there is only one: R-412 (db-01). */
function undoneRun(moves: NamedRun['moves']): string | undefined {
  const vms = [...new Set(moves.map((move) => move.vmName))];
  for (const move of moves) {
    const reason = orNull(move.reason);
    if (reason?.code !== 'undo') continue;
    const run = String(reason.facts.run);
    return vms.length === 1 ? `${run} (${vms[0]})` : run;
  }
  return undefined;
}
