import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Section } from '@/components/ui/page';
import { paths } from '@/lib/model/paths';
import type { ReservePage } from '@/lib/views/reserve/read-reserve';
import type { ReserveQuery } from '../reserve-query';

/** The engine counts no further. */
const MAX_COUNTED = 2000;

/** How many VMs of a size fit: a plain form whose fields become search parameters. */
export function MoreVms({ page, query }: { page: ReservePage; query: ReserveQuery }) {
  const t = useTranslations('reserve.more');
  const isLost = page.failures.some((failure) => failure.isLost);
  const most = page.moreVms >= MAX_COUNTED ? 'yes' : 'no';
  return (
    <Section title={t('title')}>
      <form
        key={`${query.memoryGiB} ${query.vcpus}`}
        action={paths.reserve(page.cluster.id)}
        aria-label={t('title')}
        className="flex flex-wrap items-end gap-3"
      >
        <Field label={t('memory')} className="w-28">
          <Input type="number" name="memory" min={1} max={4096} required defaultValue={query.memoryGiB} />
        </Field>
        <Field label={t('vcpus')} className="w-28">
          <Input type="number" name="vcpus" min={1} max={1024} required defaultValue={query.vcpus} />
        </Field>
        <Button type="submit">{t('show')}</Button>
      </form>
      <p className="mt-3 font-semibold text-title">{t('answer', { count: page.moreVms, most })}</p>
      <p className="text-ink-3 text-small">{t(isLost ? 'none' : 'body')}</p>
    </Section>
  );
}
