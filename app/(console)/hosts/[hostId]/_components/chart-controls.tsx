import { useTranslations } from 'next-intl';
import { Segmented } from '@/components/ui/segmented';
import { TextLink } from '@/components/ui/text-link';
import type { MeasureChart } from '@/lib/views/series/read-measure-chart';
import { SeriesRange, type SeriesSpan } from '@/lib/views/series/series-range';
import { type HostQuery, hostHref } from '../host-query';

interface ChartControlsProps {
  hostId: string;
  query: HostQuery;
  chart: MeasureChart;
}

/** The ranges of a chart, and the times beside the one that is shown. */
export function RangeControls({ hostId, query, chart }: ChartControlsProps) {
  const t = useTranslations('host.chart');
  const spans = spansAround(chart);
  const link = (span: SeriesSpan | null, label: string) =>
    span ? (
      <TextLink href={hostHref(hostId, query, { span })} scroll={false}>
        {label}
      </TextLink>
    ) : null;
  return (
    <>
      <span className="flex gap-3">
        {link(spans.earlier, t('earlier'))}
        {link(spans.later, t('later'))}
        {link(spans.closer, t('closer'))}
        {query.span ? (
          <TextLink href={hostHref(hostId, query, { span: null })} scroll={false}>
            {t('reset')}
          </TextLink>
        ) : null}
      </span>
      <Segmented
        label={t('range')}
        segments={SeriesRange.options.map((range) => ({
          key: range,
          label: t(range),
          isCurrent: query.span === null && range === query.range,
          href: hostHref(hostId, query, { range, span: null }),
        }))}
      />
    </>
  );
}

/** Which measures a chart shows: `parameter` is where the address says it. There is no choice of one. */
export function GroupControls({
  hostId,
  query,
  chart,
  parameter,
}: ChartControlsProps & { parameter: 'group' | 'vmGroup' }) {
  const t = useTranslations('host.chart');
  if (chart.groups.length < 2) return null;
  return (
    <Segmented
      label={t('group')}
      segments={chart.groups.map((group, i) => ({
        key: group,
        label: t(`groups.${group}`),
        isCurrent: group === chart.group,
        href: hostHref(hostId, query, { [parameter]: i === 0 ? null : group }),
      }))}
    />
  );
}

const MIN_CLOSER_MS = 240_000;

/** The spans of the same length before and after the one shown, and its last half; null where there is nothing. */
function spansAround({
  from,
  to,
  now,
}: MeasureChart): Record<'earlier' | 'later' | 'closer', SeriesSpan | null> {
  const [begin, end] = [from, to].map((ms) => Math.round(ms / 1000) * 1000);
  if (begin === undefined || end === undefined) return { earlier: null, later: null, closer: null };
  const half = Math.round((end - begin) / 2000) * 1000;
  const span = (start: number, stop: number): SeriesSpan => ({ from: new Date(start), to: new Date(stop) });
  return {
    earlier: begin - half > 0 ? span(begin - half, end - half) : null,
    later: end < now - 1000 ? span(begin + half, end + half) : null,
    closer: end - begin >= MIN_CLOSER_MS ? span(end - half, end) : null,
  };
}
