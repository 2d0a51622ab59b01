import type { MoveBack, StayingVm } from '../../model/staying-vm.ts';
import type { Context } from '../../services/context.ts';
import { findHost } from '../../services/find-host.ts';
import { previewReturn } from '../../services/orders/return-host.ts';
import { type StoppedVm, stoppedHere } from '../../services/power/stopped-here.ts';

/** What returning a host to service as before would move back. */
export interface HostReturn {
  moves: MoveBack[];
  staying: StayingVm[];
  seconds: number; // of the whole run
  stopped: StoppedVm[]; // that Ballast has shut down or saved there, and that could be started again
}

/**
 * The plan with names; without moves if its evacuation has moved nothing. Null: nothing has left it, and nothing of it was
 * stopped. Throws `host-not-found`.
 */
export async function readReturn({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hostId: string };
}): Promise<HostReturn | null> {
  const preview = await previewReturn({ ctx, input });
  const stopped = await stoppedHere(ctx.db, await findHost(ctx.db, input.hostId));
  if (!preview) return stopped.length === 0 ? null : { moves: [], staying: [], seconds: 0, stopped };
  const { plan, snapshot, forecast } = preview.planned;
  const vms = new Map(snapshot.vms.map(({ id, name }) => [id, name ?? id]));
  const hosts = new Map(snapshot.hosts.map(({ id, name }) => [id, name ?? id]));
  return {
    moves: plan.moves.map((move, index) => ({
      key: `${move.vmId}/${move.toHostId}`,
      vm: vms.get(move.vmId) ?? move.vmId,
      from: hosts.get(move.fromHostId) ?? move.fromHostId,
      to: hosts.get(move.toHostId) ?? move.toHostId,
      kind: move.kind,
      seconds: forecast.moves[index]?.seconds ?? move.predicted.seconds,
      downtimeMs: forecast.moves[index]?.downtimeMs ?? move.predicted.downtimeMs,
    })),
    staying: preview.staying,
    seconds: forecast.seconds,
    stopped,
  };
}
