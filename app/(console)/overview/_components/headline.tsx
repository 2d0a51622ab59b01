import { useLocale, useNow, useTranslations } from 'next-intl';
import { formatAge } from '@/lib/format/duration';
import { isOverThreshold } from '@/lib/format/load';
import type { Overview, OverviewCluster, OverviewHost } from '@/lib/views/overview/read-overview';

/** The page in a sentence or two: how much there is, what is over a threshold and since when, what waits. */
export function Headline({ overview }: { overview: Overview }) {
  const t = useTranslations('overview.headline');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  const now = useNow();
  const { clusters, needs } = overview;
  const hosts = clusters.reduce((sum, cluster) => sum + cluster.hosts.length, 0);
  const vms = clusters.reduce((sum, cluster) => sum + cluster.vmCount, 0);
  const over = clusters
    .flatMap((cluster) => cluster.hosts.map((host) => ({ host, cluster })))
    .filter(({ host }) => host.overloadedSince !== null)
    .sort((a, b) => sinceOf(a.host) - sinceOf(b.host));
  const suggestions = needs.filter((need) => need.kind === 'suggestion').length;
  const [first] = over;
  const sentences = [
    t('size', { hosts: tCommon('hosts', { count: hosts }), vms: tCommon('vms', { count: vms }) }),
  ];
  if (first) {
    const at = first.cluster.notReady ? first.cluster.now : now;
    const facts = {
      host: first.host.name,
      age: formatAge(at.getTime() - sinceOf(first.host), locale),
      resource: overOf(first.host, first.cluster),
    };
    sentences.push(over.length > 1 ? t('overMany', { ...facts, count: over.length - 1 }) : t('over', facts));
  } else sentences.push(t('calm'));
  if (suggestions > 0) sentences.push(t('suggestions', { count: suggestions }));
  return sentences.join(locale === 'ja' ? '' : ' ');
}

const sinceOf = (host: OverviewHost): number => host.overloadedSince?.getTime() ?? 0;

/** Which of its thresholds a host is over. */
export function overOf(
  host: Pick<OverviewHost, 'cpuPercent' | 'memoryPercent'>,
  thresholds: Pick<OverviewCluster, 'cpuThresholdPercent' | 'memoryThresholdPercent'>,
): 'cpu' | 'memory' | 'both' {
  const isOverCpu = isOverThreshold(host.cpuPercent ?? 0, thresholds.cpuThresholdPercent);
  const isOverMemory = isOverThreshold(host.memoryPercent ?? 0, thresholds.memoryThresholdPercent);
  if (isOverCpu && isOverMemory) return 'both';
  return isOverMemory ? 'memory' : 'cpu';
}
