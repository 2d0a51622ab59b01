import { useTranslations } from 'next-intl';
import { BalanceChart } from '@/components/charts/balance-chart';
import { Section } from '@/components/ui/page';
import type { DayOfMoves } from '@/lib/views/overview/read-day-of-moves';
import type { OverviewCluster } from '@/lib/views/overview/read-overview';

const DAY_MS = 86_400_000;

/** How even the load of each cluster was over the last 24 hours, and when moves were made. */
export function BalanceSection({
  clusters,
  moves,
}: {
  clusters: readonly OverviewCluster[];
  moves: DayOfMoves['moves'];
}) {
  const t = useTranslations('overview.balance');
  const to = Math.max(...clusters.map((cluster) => cluster.now.getTime()));
  return (
    <Section title={t('title')} note={t('note')}>
      <BalanceChart
        from={to - DAY_MS}
        to={to}
        series={clusters.map(({ id, name, balance }) => ({
          id,
          name,
          points: balance.at.map((at, i) => ({ at, value: balance.spreads[i] ?? null })),
        }))}
        moves={moves
          .filter((move) => move.at.getTime() > to - DAY_MS)
          .map((move) => ({ id: move.id, at: move.at.getTime(), title: t('move', move) }))}
      />
    </Section>
  );
}
