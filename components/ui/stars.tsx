import { useLocale, useTranslations } from 'next-intl';
import { formatNumber } from '@/lib/format/number';
import { Icon } from './icon';

/** A host's rating as a destination: 0 to 5 stars, drawn to half a star, with the figure beside them. */
export function Stars({ stars }: { stars: number }) {
  const t = useTranslations('common');
  const figure = formatNumber(stars, useLocale(), 1);
  const drawn = Math.round(Math.min(5, Math.max(0, stars)) * 2) / 2;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span role="img" aria-label={t('rating', { stars: figure })} className="flex text-accent">
        {[1, 2, 3, 4, 5].map((place) => (
          <span key={place} className="relative">
            <Icon name="star" size={12} className="opacity-70" />
            <span
              className="absolute inset-y-0 left-0 overflow-hidden"
              style={{ width: `${Math.min(1, Math.max(0, drawn - place + 1)) * 100}%` }}
            >
              <Icon name="star" size={12} className="[&_path]:fill-current" />
            </span>
          </span>
        ))}
      </span>
      <span aria-hidden="true">{figure}</span>
    </span>
  );
}
