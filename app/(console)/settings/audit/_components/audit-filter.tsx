import { useLocale, useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { paths } from '@/lib/model/paths';
import { type AuditQuery, auditHref } from '../audit-query';
import { useAuditWords } from './use-audit-words';

type Option = { value: string; label: string };

interface AuditFilterProps {
  query: AuditQuery;
  actions: readonly string[];
  actors: readonly { name: string; kind: 'user' | 'system' }[];
}

/** A plain form: the choice becomes the address, with script and without. */
export function AuditFilter({ query, actions, actors }: AuditFilterProps) {
  const t = useTranslations('settings');
  const common = useTranslations('common');
  const words = useAuditWords();
  const { compare } = new Intl.Collator(useLocale());
  const inOrder = (options: Option[]) => options.sort((a, b) => compare(a.label, b.label));
  const isFiltered = query.action !== null || query.person !== null;
  return (
    <form action={paths.audit()} className="mb-4 flex flex-wrap items-end gap-3">
      <Field label={t('filterAction')} className="w-full md:w-60">
        <Select
          name="action"
          defaultValue={query.action ?? ''}
          options={[
            { value: '', label: t('allActions') },
            ...inOrder(actions.map((action) => ({ value: action, label: words.action(action) }))),
          ]}
        />
      </Field>
      <Field label={t('filterPerson')} className="w-full md:w-60">
        <Select
          name="person"
          defaultValue={query.person ?? ''}
          options={[
            { value: '', label: t('allPeople') },
            ...inOrder(actors.map(({ name, kind }) => ({ value: name, label: words.actor(name, kind) }))),
          ]}
        />
      </Field>
      <Button type="submit">{t('showAudit')}</Button>
      {isFiltered ? (
        <ButtonLink variant="ghost" href={auditHref({ action: null, person: null, before: null })}>
          {common('clearFilter')}
        </ButtonLink>
      ) : null}
    </form>
  );
}
