import type { Vim } from './client.ts';
import { addFilter, type Collector, openCollector, takeChanges } from './collector.ts';
import { isFault } from './faults.ts';
import { objectSet } from './properties.ts';
import type { Ref } from './soap.ts';
import { isOpen, readTask, type Task, taskOf } from './tasks.ts';

export interface TaskFollower {
  /** A task as it is now; null: vCenter does not know it (any more), as after its own restart. */
  read(task: Ref): Promise<Task | null>;
}

/** A collector with a filter for each task that is followed. */
interface Following extends Collector {
  filters: Map<string, Ref | null>; // by the id of the task
}

/**
 * Follows tasks until they end: one request brings the changes of all those that are read at the same time. A task that
 * vCenter has not announced yet, or whose session has ended, is read by itself.
 */
export function createTaskFollower(vim: Vim): TaskFollower {
  const wanted = new Map<string, Ref>();
  let following: Following | null = null;
  let reading: Promise<Following> | null = null;

  const readAll = async (): Promise<Following> => {
    const session = await vim.session();
    if (following?.session !== session)
      following = { ...(await openCollector(vim, session)), filters: new Map() };
    const now = following;
    for (const [id, ref] of wanted)
      if (!now.filters.has(id))
        now.filters.set(id, await addFilter(vim, now, { Task: ['info'] }, objectSet(ref, false)));
    await takeChanges(vim, now);
    return now;
  };
  const readTogether = async (): Promise<Following> => {
    await reading?.catch(() => undefined); // one that has begun may not have this task
    reading ??= readAll().finally(() => {
      reading = null;
    });
    return reading;
  };
  const release = async (id: string): Promise<void> => {
    wanted.delete(id);
    const filter = following?.filters.get(id);
    following?.filters.delete(id);
    following?.objects.delete(id);
    if (filter) await vim.call('DestroyPropertyFilter', filter).catch(() => undefined); // it ends with the session at the latest
  };
  const announced = async (ref: Ref): Promise<Task | null> => {
    try {
      const info = (await readTogether()).objects.get(ref.value)?.properties.get('info');
      return info === undefined ? null : taskOf(ref, info);
    } catch (error) {
      // the session was renewed meanwhile, or vCenter has forgotten one of the tasks: those that are still read come back
      if (!isFault(error, 'ManagedObjectNotFound', 'InvalidCollectorVersion')) throw error;
      following = null;
      wanted.clear();
      return null;
    }
  };

  return {
    read: async (ref) => {
      wanted.set(ref.value, ref);
      const task = (await announced(ref)) ?? (await readTask(vim, ref));
      if (task === null || !isOpen(task)) await release(ref.value);
      return task;
    },
  };
}
