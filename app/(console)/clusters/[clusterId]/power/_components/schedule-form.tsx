import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { paths } from '@/lib/model/paths';
import { daySetNames, type PowerQuery } from '../power-query';

/** When hosts may be off: a plain form whose fields become search parameters. */
export function ScheduleForm({
  clusterId,
  query,
  timeZone,
}: {
  clusterId: string;
  query: PowerQuery;
  timeZone: string;
}) {
  const t = useTranslations('power.schedule');
  return (
    <form
      key={`${query.days} ${query.from} ${query.to}`}
      action={paths.power(clusterId)}
      aria-label={t('label')}
      className="flex flex-wrap items-end gap-3"
    >
      <Field label={t('days')} className="w-full sm:w-44">
        <Select
          name="days"
          defaultValue={query.days}
          options={daySetNames.map((value) => ({ value, label: t(value) }))}
        />
      </Field>
      <Field label={t('from')}>
        <Input type="time" name="from" required defaultValue={query.from} />
      </Field>
      <Field label={t('to')}>
        <Input type="time" name="to" required defaultValue={query.to} />
      </Field>
      <Button type="submit">{t('show')}</Button>
      <p className="w-full text-ink-3 text-small">{t('zone', { zone: timeZone })}</p>
    </form>
  );
}
