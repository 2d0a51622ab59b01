import type { DriverAbilities } from './driver-traits.ts';
import { KindChoice } from './move-forecast.ts';
import { StallAction } from './policy-fields.ts';

/** What a driver with these abilities can do about a copy that stalls. To stop it is always among them. */
export function stallActionsOf({ throttle, forceCompletion }: DriverAbilities): StallAction[] {
  const can: Record<StallAction, boolean> = {
    throttle,
    quick: forceCompletion.includes('quick'),
    'post-copy': forceCompletion.includes('post-copy'),
    cancel: true,
  };
  return StallAction.options.filter((action) => can[action]);
}

/** What is done about a copy that stalls where this is wanted: what the driver cannot do becomes to stop it. */
export const ableAction = (wanted: StallAction, abilities: DriverAbilities): StallAction =>
  stallActionsOf(abilities).includes(wanted) ? wanted : 'cancel';

/** How a person may ask for a VM to be moved, by a driver with these abilities. */
export const kindChoicesOf = ({ quickKind }: DriverAbilities): KindChoice[] =>
  KindChoice.options.filter((kind) => kind !== 'quick' || quickKind);
