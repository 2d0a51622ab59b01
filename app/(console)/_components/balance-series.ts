import type { BalanceSeries } from '@/components/charts/balance-chart';

interface ClusterBalance {
  id: string;
  name: string;
  balance: { at: readonly number[]; spreads: readonly (number | null)[] };
}

/** The balance of a cluster as the chart takes it. Three decimals are more than it can show. */
export function viewBalanceSeries({ id, name, balance }: ClusterBalance): BalanceSeries {
  const [startsAt = 0, next = startsAt + 1] = balance.at;
  const values = balance.spreads.map((spread) => (spread === null ? null : Math.round(spread * 1000) / 1000));
  return { id, name, startsAt, stepMs: next - startsAt, values };
}
