import type { RefuseWhen, SimulatorCommandBody } from '../commands.ts';
import { vmAt } from './load.ts';
import type { StandingRefusal, WorldShape, WorldState } from './state.ts';

type Refuse = Extract<SimulatorCommandBody, { type: 'refuse' }>;

/** From now on the host refuses: a later refusal of the same VM and stage replaces the earlier one. */
export function refuse(
  shape: WorldShape,
  state: WorldState,
  { hostId, vm: named, when, code }: Refuse,
): void {
  const host = shape.hostIndex.get(hostId);
  if (host === undefined) return;
  const vm = named ?? null;
  const isSame = (other: StandingRefusal) => other.host === host && other.vm === vm && other.when === when;
  state.refusals = [...state.refusals.filter((other) => !isSame(other)), { host, vm, when, code }];
}

/** The host accepts again what it refused: this VM, or all. */
export function accept(
  shape: WorldShape,
  state: WorldState,
  { hostId, vm }: { hostId: string; vm?: string | undefined },
): void {
  const host = shape.hostIndex.get(hostId);
  const isOver = (refusal: StandingRefusal) =>
    refusal.host === host && (vm === undefined || refusal.vm === vm);
  state.refusals = state.refusals.filter((refusal) => !isOver(refusal));
}

/** The destination's refusal of this VM at this stage, if it was ordered to refuse. */
export function findRefusal(
  shape: WorldShape,
  state: WorldState,
  { vm, to, when }: { vm: number; to: number; when: RefuseWhen },
): StandingRefusal | null {
  const { uuid, name } = vmAt(shape, vm);
  const isMeant = (refusal: StandingRefusal) =>
    refusal.vm === null || refusal.vm === uuid || refusal.vm === name;
  return (
    state.refusals.find((refusal) => refusal.host === to && refusal.when === when && isMeant(refusal)) ?? null
  );
}
