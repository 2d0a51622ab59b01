import type {
  MigrationObstacle,
  MigrationOrder,
  MigrationProgress,
  MigrationRef,
  MigrationReport,
  MigrationStatistics,
} from '../../model/ports.ts';
import { checkMigration } from './check.ts';
import { assertUuid } from './config.ts';
import { explainFault, isFault, type Party, vsphereError } from './faults.ts';
import { createTaskFollower } from './followed-tasks.ts';
import { assertMovable, type Ends, type Place } from './movable.ts';
import { findVm, refOfHost } from './placement.ts';
import { element, type Ref, reference, refOf, returned, VimFault } from './soap.ts';
import { findMigration, isOpen, type Task } from './tasks.ts';

export interface Migrations {
  start(order: MigrationOrder): Promise<void>;
  read(ref: MigrationRef): Promise<MigrationReport>;
  cancel(ref: MigrationRef): Promise<void>;
  check(order: MigrationOrder): Promise<MigrationObstacle[]>;
}

/** Tasks that were started here are remembered, so that a later reading has their end; as many as these. */
const REMEMBERED = 1000;

/** Orders about migrations. vCenter carries them out: they continue when this driver, or all of Ballast, ends. */
export function createMigrations({ vim, hostOf }: Place): Migrations {
  const follower = createTaskFollower(vim);
  const started = new Map<string, { ref: Ref; ended: Task | null }>();
  const remember = (moveId: string, ref: Ref) => {
    started.set(moveId, { ref, ended: null });
    const [oldest] = started.keys();
    if (started.size > REMEMBERED && oldest !== undefined) started.delete(oldest);
  };
  const endsOf = (ref: MigrationRef): Ends => {
    assertUuid(ref.vmUuid);
    const source = hostOf(ref.sourceHostId);
    const destination = hostOf(ref.destinationHostId);
    return {
      source,
      destination,
      party: { source: source.name, destination: destination.name, vm: ref.vmName },
    };
  };
  /** The task of this move: the one that was started here, or one that moves the VM now. */
  const taskOf = async (ref: MigrationRef): Promise<Task | null> => {
    const known = started.get(ref.moveId);
    if (known !== undefined) {
      const task = known.ended ?? (await follower.read(known.ref));
      if (task !== null && !isOpen(task)) known.ended = task;
      return task;
    }
    const vm = await findVm(vim, ref.vmUuid);
    return vm === null ? null : findMigration(vim, vm.ref);
  };

  return {
    start: async (order) => {
      const ends = endsOf(order);
      assertAble(order, ends.party);
      const vm = await assertMovable({ vim, hostOf }, order, ends);
      const spec = `<spec>${reference('host', refOfHost(ends.destination))}</spec>`;
      try {
        const answer = await vim.call(
          'RelocateVM_Task',
          vm.ref,
          spec + element('priority', 'defaultPriority'),
        );
        const task = refOf(returned(answer), 'Task');
        if (task !== null) remember(order.moveId, task);
      } catch (error) {
        throw error instanceof VimFault ? explainFault(error.fault, ends.party, 'before') : error;
      }
    },
    read: async (ref) => {
      const { party } = endsOf(ref);
      const task = await taskOf(ref);
      return task === null ? { phase: 'none' } : reportOf(task, party);
    },
    cancel: async (ref) => {
      const { party } = endsOf(ref);
      const task = await taskOf(ref);
      if (task === null || !isOpen(task)) return; // it has ended
      try {
        await vim.call('CancelTask', task.ref);
      } catch (error) {
        if (isFault(error, 'InvalidState', 'ManagedObjectNotFound')) return; // it ended meanwhile
        throw error instanceof VimFault ? explainFault(error.fault, party, 'copying') : error;
      }
    },
    check: async (order) => {
      const ends = endsOf(order);
      return checkMigration({ vim, hostOf }, order, ends);
    },
  };
}

/** vCenter has no such options: an order with one of them is not carried out differently, but refused. */
function assertAble(order: MigrationOrder, party: Party): void {
  const { bandwidthMiBps, mayThrottle, mayPostCopy, takesDisks, kind } = order;
  const wanted = [
    ...(bandwidthMiBps === null ? [] : ['a limit of the bandwidth']),
    ...(mayThrottle ? ['throttling'] : []),
    ...(mayPostCopy ? ['post-copy'] : []),
    ...(takesDisks ? ['order of Ballast that copies local disks'] : []),
    ...(kind === 'quick' ? ['a quick move'] : []),
  ];
  if (wanted.length > 0) throw vsphereError('unsupported', party, `vCenter has no ${wanted.join(', ')}`);
}

function reportOf(task: Task, party: Party): MigrationReport {
  if (isOpen(task)) return { phase: 'running', progress: progressOf(task) };
  if (task.state === 'success') return { phase: 'completed', statistics: statisticsOf(task) };
  const fault = task.fault ?? { name: 'MethodFault', message: 'the task failed', data: null };
  const { code, scope, message, facts } = explainFault(
    fault,
    party,
    (task.percent ?? 0) > 0 ? 'copying' : 'before',
  );
  return { phase: 'failed', code, scope, message, facts };
}

const progressOf = ({ percent }: Task): MigrationProgress => ({
  elapsedMs: 0,
  fraction: percent === null ? null : Math.min(1, Math.max(0, percent / 100)),
  bytesTotal: null,
  bytesProcessed: null,
  bytesRemaining: null,
  round: null,
  bandwidthMiBps: null,
  dirtyMiBps: null,
  throttlePercent: null,
});

/** All that vCenter keeps of a migration: when it was ordered, begun and ended. */
function statisticsOf({ ref, queuedAt, startedAt, completedAt }: Task): MigrationStatistics | null {
  if (startedAt === null || completedAt === null || completedAt <= startedAt) return null;
  return {
    elapsedMs: completedAt.getTime() - startedAt.getTime(),
    downtimeMs: null,
    bytesProcessed: null,
    rounds: null,
    setupMs: null,
    memoryMiB: null,
    bandwidthMiBps: null,
    dirtyMiBps: null,
    reported: {
      task: ref.value,
      queued: (queuedAt ?? startedAt).toISOString(),
      started: startedAt.toISOString(),
      completed: completedAt.toISOString(),
    },
  };
}
