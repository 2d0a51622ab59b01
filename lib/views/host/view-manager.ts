import { descriptorOf } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import type { HostMode } from '../../model/host.ts';
import { isMaintainedThere, type ManagerOrder } from '../../model/manager-maintenance.ts';
import { type HostErrorView, viewHostError } from '../shared/host-error.ts';

/** How a host stands with the maintenance mode that its manager has. */
export interface ManagerView {
  kind: DriverKind;
  state: 'there' | 'entering' | 'leaving' | 'both' | 'only-here'; // there: only its manager has it in that mode
  error: HostErrorView | null; // why its manager did not do what it was asked for
  command: string | null; // what only a person can do there
}

interface MaintainedHost {
  uri: string;
  mode: HostMode;
  inMaintenance: boolean | null;
  managerOrder: ManagerOrder | null;
}

/** Null: there is nothing to say, or its manager has no such mode. */
export function viewManager(host: MaintainedHost, kind: DriverKind): ManagerView | null {
  const { mode, inMaintenance, managerOrder, uri } = host;
  const { maintenanceCommand } = descriptorOf(kind);
  const view = (state: ManagerView['state'], want: ManagerOrder['want'] | null = null): ManagerView => ({
    kind,
    state,
    error: viewHostError(managerOrder?.error ?? null),
    command: (want && maintenanceCommand?.(uri, want)) ?? null,
  });
  if (isMaintainedThere(host)) return view('there', 'leave');
  if (managerOrder?.want === 'leave') return view('leaving');
  if (mode !== 'maintenance' || (inMaintenance === null && managerOrder === null)) return null;
  if (inMaintenance === true) return view('both');
  return managerOrder === null ? view('only-here', 'enter') : view('entering');
}
