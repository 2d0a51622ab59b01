import { useFormatter, useTranslations } from 'next-intl';
import { Icon } from '@/components/ui/icon';

/** Nobody should take a simulated data centre for a real one. */
export function SimulatedBanner({ names }: { names: readonly string[] }) {
  const t = useTranslations('frame');
  const format = useFormatter();
  return (
    <p className="flex items-baseline gap-2 border-line border-b border-dashed px-4 py-1 text-ink-3 text-small md:px-gutter">
      <Icon name="lab" size={12} className="relative top-0.5" />
      <span>
        <b className="text-ink-2">{t('simulated')}</b>{' '}
        {t('simulatedHint', { clusters: format.list(names), count: names.length })}
      </span>
    </p>
  );
}
