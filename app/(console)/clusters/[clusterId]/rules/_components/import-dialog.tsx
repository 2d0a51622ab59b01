'use client';

import { useTranslations } from 'next-intl';
import { type ChangeEvent, useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import type { ImportPreview } from '@/lib/services/rules/import-rules';
import { importRulesAction, previewImportAction } from '../actions';
import { ImportReport } from './import-report';

/** A file that was read, and what it would change. */
interface Read {
  text: string;
  preview: ImportPreview;
}

/** Imports rules from a file: first what it would change, entry by entry, then the change. */
export function ImportDialog({ clusterId, refusal }: { clusterId: string; refusal: string | null }) {
  const t = useTranslations('rules.import');
  const describe = useFailureText();
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const [read, setRead] = useState<Read | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const open = (value: boolean) => {
    setRead(null);
    setFailure(null);
    setOpen(value);
  };
  const preview = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    startTransition(async () => {
      const text = await file.text();
      const result = await previewImportAction({ clusterId, text });
      setFailure(result.ok ? null : result);
      setRead(result.ok ? { text, preview: result.value } : null);
    });
  };
  const apply = ({ text, preview: { digest } }: Read) =>
    startTransition(async () => {
      const result = await importRulesAction({ clusterId, text, digest });
      setFailure(result.ok ? null : result);
      if (!result.ok) return setRead(null); // what it would change is not what was shown
      toast({ tone: 'ok', title: t('done', result.value) });
      open(false);
    });
  const count = read?.preview.lines.filter(({ outcome }) => outcome !== 'faulty').length ?? 0;
  const blocked = read === null ? t('chooseFirst') : count === 0 ? t('nothing') : null;
  const button = <Button disabledReason={refusal}>{t('open')}</Button>;
  if (refusal) return button;
  return (
    <Dialog
      wide
      open={isOpen}
      onOpenChange={open}
      trigger={button}
      title={t('title')}
      description={t('lede')}
      actions={
        <Button
          variant="primary"
          pending={isPending}
          disabledReason={blocked}
          onClick={() => (read ? apply(read) : undefined)}
        >
          {t('confirm', { count })}
        </Button>
      }
    >
      <div className="grid gap-3">
        <Field label={t('file')}>
          <Input type="file" accept=".json,application/json" onChange={preview} className="py-0.5" />
        </Field>
        {failure ? (
          <Note tone="crit" alert>
            {describe(failure)}
          </Note>
        ) : null}
        {read ? <ImportReport preview={read.preview} /> : null}
      </div>
    </Dialog>
  );
}
