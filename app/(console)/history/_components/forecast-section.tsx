import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { formatDuration } from '@/lib/format/duration';
import type { History } from '@/lib/views/history/read-history';

type Forecast = History['forecast'];

const SIZE = 240;
/** The error up to which a forecast counts as right. */
const NEAR = 0.25;

/** What live migrations were forecast to take, against what they took. */
export function ForecastSection({ forecast }: { forecast: Forecast }) {
  const t = useTranslations('history.charts');
  const { near, of, points } = forecast;
  if (points.length === 0) {
    return (
      <Section title={t('forecast')}>
        <p className="text-ink-3">{t('none')}</p>
      </Section>
    );
  }
  return (
    <Section title={t('forecast')} note={t('forecastNote', { near, of })}>
      <figure>
        <Scatter forecast={forecast} label={t('forecastLabel', { count: points.length, near, of })} />
        <figcaption className="mt-1 text-ink-2 text-small">{t('offLegend')}</figcaption>
      </figure>
    </Section>
  );
}

/** Nearly all points: one that took ten times as long would squeeze the others into a corner. */
function scaleOf(points: Forecast['points']): number {
  const all = points.flatMap((point) => [point.predictedMs, point.tookMs]).sort((a, b) => a - b);
  return 1.05 * (all[Math.ceil(all.length * 0.99) - 1] ?? 1);
}

function Scatter({ forecast, label }: { forecast: Forecast; label: string }) {
  const t = useTranslations('history.charts');
  const locale = useLocale();
  const most = scaleOf(forecast.points);
  const x = (ms: number) => Math.min(SIZE, (SIZE * ms) / most);
  const y = (ms: number) => SIZE - x(ms);
  const end = SIZE * (1 - NEAR);
  return (
    <svg
      viewBox={`-56 -4 ${SIZE + 64} ${SIZE + 36}`}
      role="img"
      aria-label={label}
      className="block w-full max-w-88 text-micro"
    >
      <path d={`M0 ${SIZE}L${SIZE / (1 + NEAR)} 0H${SIZE}V${SIZE - end}Z`} fill="var(--color-selected)" />
      <path d={`M0 ${SIZE}L${SIZE} 0`} stroke="var(--color-ink-3)" strokeDasharray="3 3" />
      <path d={`M0 0V${SIZE}H${SIZE}`} fill="none" stroke="var(--color-line-strong)" />
      {forecast.points.map((point, i) => {
        const isOff = Math.abs(point.tookMs - point.predictedMs) > NEAR * point.predictedMs;
        return (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: points have no other identity, and nothing moves
            key={i}
            cx={x(point.predictedMs)}
            cy={y(point.tookMs)}
            r={isOff ? 2.5 : 2.2}
            fill={isOff ? 'var(--color-ground)' : 'var(--color-accent)'}
            fillOpacity={isOff ? 1 : 0.65}
            stroke={isOff ? 'var(--color-edge-warn)' : 'none'}
            strokeWidth="1.2"
          />
        );
      })}
      {[0.5, 1].map((part) => (
        <g key={part} fill="var(--color-ink-3)">
          <text x={-5} y={SIZE * (1 - part) + 9} textAnchor="end">
            {formatDuration(most * part, locale)}
          </text>
          <text x={SIZE * part} y={SIZE + 14} textAnchor={part === 1 ? 'end' : 'middle'}>
            {formatDuration(most * part, locale)}
          </text>
        </g>
      ))}
      <text x={6} y={10} fill="var(--color-ink-2)">
        {t('tookAxis')}
      </text>
      <text x={SIZE / 2} y={SIZE + 28} textAnchor="middle" fill="var(--color-ink-2)">
        {t('forecastAxis')}
      </text>
    </svg>
  );
}
