'use client';

import { useTranslations } from 'next-intl';
import { usePolicyWords } from '@/components/domain/use-policy-words';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';
import type { PolicyField } from '@/lib/model/policy-fields';
import type { PolicyPage } from '@/lib/views/policy/read-policy';
import type { PolicyHistoryEntry } from '@/lib/views/policy/read-policy-history';
import { editPolicyAction } from '../actions';

interface TakeBackProps {
  page: PolicyPage;
  entry: PolicyHistoryEntry;
  refusal: string | null;
}

/** Restores what a change has changed, as a new change. Values that were changed since are replaced as well. */
export function TakeBack({ page, entry, refusal }: TakeBackProps) {
  const t = useTranslations('policy.history');
  const words = usePolicyWords();
  const describe = useFailureText();
  const toast = useToast();
  const { before } = entry;
  const changing = entry.fields.filter(
    (name) => page.fields.includes(name) && JSON.stringify(page.own[name]) !== JSON.stringify(before[name]),
  );
  const reason = refusal ?? (changing.length === 0 ? t('alreadySo') : null);
  const button = (
    <Button size="small" disabledReason={reason}>
      {t('takeBack')}
    </Button>
  );
  if (reason) return button;
  const takeBack = async () => {
    const result = await editPolicyAction({ ...page.ref, ...restoring(changing, page, entry) });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t('takenBack') });
  };
  return (
    <ConfirmDialog
      trigger={button}
      title={t('takeBackTitle')}
      description={t('takeBackLede')}
      confirmLabel={t('takeBack')}
      onConfirm={takeBack}
    >
      <ul className="list-disc pl-5 text-ink-2">
        {changing.map((name) => (
          <li key={name}>
            {words.label(name)}:{' '}
            {before[name] === undefined ? t('inherited') : words.value(name, before[name])}
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}

/** The edit that gives these fields back what they had before a change. */
function restoring(fields: readonly PolicyField[], { version }: PolicyPage, { before }: PolicyHistoryEntry) {
  const wereSet = fields.filter((name) => before[name] !== undefined);
  return {
    version,
    change: Object.fromEntries(wereSet.map((name) => [name, before[name]])),
    inherit: fields.filter((name) => before[name] === undefined),
  };
}
