'use client';

import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { RelativeTime } from '@/components/ui/times';
import type { AutomationChangeRow } from '@/lib/views/vms/list-automation-changes';
import { useAutomation } from './use-automation';

interface AutomationChangesProps {
  changes: readonly AutomationChangeRow[];
  refusal: string | null; // why this person may take none back
}

/** The latest changes of who may move VMs, each with a way back. */
export function AutomationChanges({ changes, refusal }: AutomationChangesProps) {
  const t = useTranslations('vms.automation');
  if (changes.length === 0) return null;
  return (
    <Section title={t('changes')} className="mt-6">
      <Table caption={t('changes')}>
        <thead>
          <tr>
            <HeadCell>{t('what')}</HeadCell>
            <HeadCell wideOnly>{t('reason')}</HeadCell>
            <HeadCell wideOnly>{t('who')}</HeadCell>
            <HeadCell>{t('when')}</HeadCell>
            <HeadCell />
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <ChangeRow key={change.id} change={change} refusal={refusal} />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function ChangeRow({ change, refusal }: { change: AutomationChangeRow; refusal: string | null }) {
  const t = useTranslations('vms.automation');
  const { undo } = useAutomation();
  const [isPending, startTransition] = useTransition();
  return (
    <Row>
      <Cell wrap>{t(`changed.${change.automation}`, { count: change.count })}</Cell>
      <Cell wideOnly wrap>
        {change.reason ?? '-'}
      </Cell>
      <Cell wideOnly>{change.actorName}</Cell>
      <Cell>
        <RelativeTime at={change.at} />
      </Cell>
      <Cell numeric>
        {change.undoneAt ? (
          <span className="text-ink-3">{t('takenBack')}</span>
        ) : (
          <Button
            size="small"
            pending={isPending}
            disabledReason={refusal}
            onClick={() => startTransition(() => undo(change.id))}
          >
            {t('undo')}
          </Button>
        )}
      </Cell>
    </Row>
  );
}
