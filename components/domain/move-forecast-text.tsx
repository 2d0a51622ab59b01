import { useLocale, useTranslations } from 'next-intl';
import { formatMebibytes, formatRate } from '@/lib/format/bytes';
import type { MoveForecast } from '@/lib/model/move-forecast';

interface MoveForecastTextProps {
  kind: 'live' | 'quick';
  forecast: MoveForecast;
}

/** `Copies about 12 GiB in 3 rounds at 1,100 MiB/s; it writes 86 MiB/s.` */
export function MoveForecastText({ kind, forecast }: MoveForecastTextProps) {
  const t = useTranslations('migration');
  const locale = useLocale();
  const facts = {
    amount: formatMebibytes(forecast.transferredMiB, locale),
    bandwidth: formatRate(forecast.bandwidthMiBps, locale),
  };
  if (kind === 'quick') return t('pauses', facts);
  return (
    <>
      {t('copies', { ...facts, rounds: forecast.rounds, rate: formatRate(forecast.dirtyMiBps, locale) })}
      {forecast.converges ? null : <span className="text-warn"> {t('stuck')}</span>}
    </>
  );
}
