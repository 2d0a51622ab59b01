import type { DriverErrorCode } from '../../model/errors.ts';
import type { FailingReason } from '../../model/failing-host.ts';
import type { ForcedCompletion, MigrationOrder } from '../../model/ports.ts';
import type { PowerOrder } from '../../model/power-order.ts';

/** check: it refuses at the pre-check. order: only at the order. load: once the copy has begun. */
export type RefuseWhen = 'check' | 'order' | 'load';

/** A command to the simulated world, as stored in its log. The world is a function of seed, log and time. */
export type SimulatorCommandBody =
  | ({ type: 'start-migration' } & Omit<MigrationOrder, 'moveId'> & { moveId: string })
  | { type: 'cancel-migration'; moveId: string }
  | { type: 'set-autostart'; hostId: string; vmUuid: string }
  // `key`: a host runs it at most once
  | { type: 'start-step'; hostId: string; key: string; command: string; timeoutSeconds: number }
  | { type: 'order-power'; hostId: string; vmUuid: string; order: PowerOrder }
  | { type: 'force-completion'; moveId: string; how: ForcedCompletion }
  | { type: 'host-down' | 'host-up'; hostId: string } // off the network, for Ballast and for its peers
  | { type: 'host-died'; hostId: string } // without power: its VMs end; `host-up` boots it
  | { type: 'restart-vm'; vmUuid: string; hostId: string } // on a host that is not its own
  | { type: 'remove-copy'; vmUuid: string; hostId: string }
  | { type: 'stop-copy'; vmUuid: string; hostId: string } // by somebody else, of a VM that runs twice
  | { type: 'daemon-down' | 'daemon-up'; hostId: string } // Ballast alone gets no answer
  | { type: 'link-cut' | 'link-joined'; hostId: string; toHostId: string } // between two hosts, both ways
  // from now on the host refuses this VM (UUID or name), or every VM, with this code: see RefuseWhen
  | { type: 'refuse'; hostId: string; vm?: string | undefined; when: RefuseWhen; code: DriverErrorCode }
  | { type: 'accept'; hostId: string; vm?: string | undefined } // ends refusals; without a VM: all of them
  | { type: 'fail-migration' | 'hang-migration'; vm: string } // of this VM (UUID or name), if one is running
  | { type: 'host-failing'; hostId: string; reason: FailingReason | null } // what its sensors report; null: nothing
  | { type: 'place'; vm: string; hostId: string | null }; // by somebody else; null: removed from the cluster
