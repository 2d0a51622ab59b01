'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Popover } from '@/components/ui/popover';
import { paths } from '@/lib/model/paths';
import type { HistoryQuery } from '../history-query';

/** A custom period: two days, as a plain form whose fields become search parameters. */
export function DatesPopover({ query }: { query: HistoryQuery }) {
  const t = useTranslations('history.filter');
  const { range: _, from, to, page: __, ...rest } = query;
  return (
    <Popover
      label={t('dates')}
      trigger={
        <button
          type="button"
          className="inline-flex h-8 items-center rounded-full border border-line-strong border-dashed px-3 text-ink-2 text-small hover:bg-hover md:h-6.5"
        >
          {t('dates')}
        </button>
      }
    >
      <form action={paths.history()} className="grid gap-3">
        {Object.entries(rest).map(([name, value]) =>
          value === null ? null : <input key={name} type="hidden" name={name} value={value} />,
        )}
        <Field label={t('from')}>
          <Input type="date" name="from" required defaultValue={from ?? undefined} />
        </Field>
        <Field label={t('to')}>
          <Input type="date" name="to" required defaultValue={to ?? undefined} />
        </Field>
        <Button type="submit" className="justify-self-start">
          {t('show')}
        </Button>
      </form>
    </Popover>
  );
}
