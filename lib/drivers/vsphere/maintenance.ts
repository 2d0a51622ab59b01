import { DriverError, type DriverErrorCode } from '../../model/errors.ts';
import type { VsanData } from '../../model/manager-maintenance.ts';
import { text } from '../xml.ts';
import type { Vim } from './client.ts';
import type { VsphereHost } from './config.ts';
import { isFault } from './faults.ts';
import { refOfHost } from './placement.ts';
import { readObject, refsOf, textOf } from './properties.ts';
import { element, type Fault, type Ref, refOf, returned, VimFault } from './soap.ts';
import { isOpen, readTask, readTasks, type Task } from './tasks.ts';

const ENTERING = /enterMaintenanceMode/i;
/** vCenter waits for VMs and vSAN as long as it takes; leaving the mode cancels that. */
const NO_TIMEOUT = 0;

export interface Maintenance {
  enter(host: VsphereHost, vsanData: VsanData | null): Promise<void>;
  leave(host: VsphereHost): Promise<void>;
}

/** Orders about vCenter's maintenance mode. Both may be repeated: what is in progress is not ordered again. */
export function createMaintenance(vim: Vim): Maintenance {
  const begun = new Map<string, Ref>(); // by the id of the host

  /** The task that was begun here, or one that somebody else has begun and that is in progress. */
  const taskOf = async ({ uri }: VsphereHost, host: Ref): Promise<Task | null> => {
    const known = begun.get(uri);
    if (known !== undefined) return readTask(vim, known);
    const ids = refsOf(await readObject(vim, host, ['recentTask']), 'recentTask');
    const tasks = await readTasks(
      vim,
      ids.map((value) => ({ type: 'Task', value })),
    );
    return tasks.find((task) => ENTERING.test(task.description) && isOpen(task)) ?? null;
  };
  const isIn = async (host: Ref): Promise<boolean> =>
    textOf(await readObject(vim, host, ['runtime.inMaintenanceMode']), 'runtime.inMaintenanceMode') ===
    'true';

  return {
    enter: async (host, vsanData) => {
      const ref = refOfHost(host);
      const task = await taskOf(host, ref);
      if (task !== null && isOpen(task)) return;
      begun.delete(host.uri);
      if (task?.fault) throw explain(host, task.fault);
      if (await isIn(ref)) return;
      const mode = vsanData === null ? '' : `<vsanMode>${element('objectAction', vsanData)}</vsanMode>`;
      const args =
        element('timeout', NO_TIMEOUT) +
        element('evacuatePoweredOffVms', false) +
        `<maintenanceSpec>${mode}</maintenanceSpec>`;
      const ordered = await orderOn(vim, host, 'EnterMaintenanceMode_Task', args);
      if (ordered !== null) begun.set(host.uri, ordered);
    },
    leave: async (host) => {
      const ref = refOfHost(host);
      const task = await taskOf(host, ref);
      begun.delete(host.uri);
      if (task !== null && isOpen(task)) await cancel(vim, task.ref);
      if (await isIn(ref))
        await orderOn(vim, host, 'ExitMaintenanceMode_Task', element('timeout', NO_TIMEOUT));
    },
  };
}

/** The task of an order; null: the host is in that mode already, or on its way there. */
async function orderOn(vim: Vim, host: VsphereHost, method: string, args: string): Promise<Ref | null> {
  try {
    return refOf(returned(await vim.call(method, refOfHost(host), args)), 'Task');
  } catch (error) {
    if (isFault(error, 'InvalidState', 'TaskInProgress')) return null;
    throw error instanceof VimFault ? explain(host, error.fault) : error;
  }
}

async function cancel(vim: Vim, task: Ref): Promise<void> {
  try {
    await vim.call('CancelTask', task);
  } catch (error) {
    if (!isFault(error, 'InvalidState', 'ManagedObjectNotFound')) throw error; // else it ended meanwhile
  }
}

const CODES: Record<string, DriverErrorCode> = {
  NoPermission: 'privilege-missing',
  HostNotConnected: 'host-unreachable',
  HostNotReachable: 'host-unreachable',
  HostCommunication: 'host-unreachable',
};

function explain({ name }: VsphereHost, fault: Fault): DriverError {
  const privilege = text(fault.data, 'privilegeId');
  const detail = privilege ?? (fault.message === '' ? fault.name : `${fault.message} (${fault.name})`);
  return new DriverError(CODES[fault.name] ?? 'driver-failed', `${name}: ${detail}`, { host: name, detail });
}
