import type { BalanceSeries } from '@/components/charts/balance-chart';
import { packSeries, spreadPacking } from '@/lib/format/packed-series';

interface ClusterBalance {
  id: string;
  name: string;
  balance: { at: readonly number[]; spreads: readonly (number | null)[] };
}

/** The balance of a cluster as the chart takes it. */
export function viewBalanceSeries({ id, name, balance }: ClusterBalance): BalanceSeries {
  const [startsAt = 0, next = startsAt + 1] = balance.at;
  return { id, name, startsAt, stepMs: next - startsAt, packed: packSeries(balance.spreads, spreadPacking) };
}
