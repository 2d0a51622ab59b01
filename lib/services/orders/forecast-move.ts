import { z } from 'zod';
import type { HostRating } from '../../engine/rate-hosts.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { rateDestinations } from './migrate-vm.ts';

export const ForecastMoveInput = OrderPatch.extend({ vmId: z.uuid() });
export type ForecastMoveInput = z.input<typeof ForecastMoveInput>;

/** How long the move of one VM to one host would take, and whether it would converge. */
export type DestinationForecast = Pick<HostRating, 'hostId' | 'live' | 'quick' | 'basis'>;

/**
 * The forecasts for a VM to each other host, with the options of an order that is not placed yet. Throws
 * `vm-not-found`.
 */
export async function forecastMove({
  ctx,
  input,
}: {
  ctx: Context;
  input: ForecastMoveInput;
}): Promise<DestinationForecast[]> {
  const { vmId, ...asked } = parseInput(ForecastMoveInput, input);
  const { ratings } = await rateDestinations({ ctx, input: { vmId, asked } });
  return ratings.map(({ hostId, live, quick, basis }) => ({ hostId, live, quick, basis }));
}
