import type { DriverAbilities } from './driver-traits.ts';
import { KindChoice } from './move-forecast.ts';
import { StallAction } from './policy-fields.ts';

/** The actions for a stalled copy that a driver with these abilities can take. Cancelling is always one of them. */
export function stallActionsOf({ throttle, forceCompletion }: DriverAbilities): StallAction[] {
  const can: Record<StallAction, boolean> = {
    throttle,
    quick: forceCompletion.includes('quick'),
    'post-copy': forceCompletion.includes('post-copy'),
    cancel: true,
  };
  return StallAction.options.filter((action) => can[action]);
}

/** The action for a stalled copy: if the driver cannot take the chosen one, the copy is cancelled. */
export const ableAction = (wanted: StallAction, abilities: DriverAbilities): StallAction =>
  stallActionsOf(abilities).includes(wanted) ? wanted : 'cancel';

/** The kinds of move that a person may choose for a driver with these abilities. */
export const kindChoicesOf = ({ quickKind }: DriverAbilities): KindChoice[] =>
  KindChoice.options.filter((kind) => kind !== 'quick' || quickKind);
