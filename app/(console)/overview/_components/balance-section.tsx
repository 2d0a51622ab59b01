import { useTranslations } from 'next-intl';
import { BalanceChart } from '@/components/charts/balance-chart';
import { Section } from '@/components/ui/page';
import type { DayOfMoves } from '@/lib/views/overview/read-day-of-moves';
import type { OverviewCluster } from '@/lib/views/overview/read-overview';
import { viewBalanceSeries } from '../../_components/balance-series';

const DAY_MS = 86_400_000;

/** As many lines as a reader can distinguish. */
const MAX_LINES = 5;

function leastEven(clusters: readonly OverviewCluster[]): readonly OverviewCluster[] {
  if (clusters.length <= MAX_LINES) return clusters;
  const sorted = [...clusters].sort((a, b) => (b.spread ?? -1) - (a.spread ?? -1));
  const chosen = new Set(sorted.slice(0, MAX_LINES));
  return clusters.filter((cluster) => chosen.has(cluster));
}

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
  const shown = leastEven(clusters);
  const note = shown.length < clusters.length ? t('leastEven', { count: shown.length }) : t('note');
  return (
    <Section title={t('title')} note={note}>
      <BalanceChart
        from={to - DAY_MS}
        to={to}
        series={shown.map(viewBalanceSeries)}
        moves={moves
          .filter((move) => move.at.getTime() > to - DAY_MS)
          .map((move) => ({ id: move.id, at: move.at.getTime(), title: t('move', move) }))}
      />
    </Section>
  );
}
