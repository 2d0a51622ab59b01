'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { Select } from '@/components/ui/select';
import type { Failure } from '@/lib/model/action-result';
import { createTokenAction } from '../token-actions';
import { TokenOnce } from './token-once';

interface CreateTokenProps {
  clusters: readonly { id: string; name: string }[];
  refusal: string | null;
}

/** Creates a token with which another system reports failing hosts, and shows it once. */
export function CreateToken({ clusters, refusal }: CreateTokenProps) {
  const t = useTranslations('automation.tokens');
  const describe = useFailureText();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const [isPending, startTransition] = useTransition();
  const errorOf = useFieldFailure(failure);
  const open = (value: boolean) => {
    setFailure(null);
    setOpen(value);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name') ?? '');
    const clusterId = String(form.get('clusterId') ?? '') || null;
    startTransition(async () => {
      const result = await createTokenAction({ name, purpose: 'failing', clusterId });
      if (!result.ok) return setFailure(result);
      open(false);
      setMade({ name: name.trim(), token: result.value.token });
    });
  };
  return (
    <>
      <Dialog
        open={isOpen}
        onOpenChange={open}
        title={t('createTitle')}
        description={t('createLede')}
        trigger={<Button disabledReason={refusal}>{t('create')}</Button>}
        actions={
          <Button type="submit" form="create-token" variant="primary" pending={isPending}>
            {t('createConfirm')}
          </Button>
        }
      >
        <form id="create-token" onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
          {failure && !errorOf('name') ? (
            <Note tone="crit" alert>
              {describe(failure)}
            </Note>
          ) : null}
          <Field label={t('name')} hint={t('nameHint')} error={errorOf('name')}>
            <Input name="name" autoComplete="off" maxLength={80} required />
          </Field>
          <Field label={t('cluster')}>
            <Select
              name="clusterId"
              options={[
                { value: '', label: t('allClusters') },
                ...clusters.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Field>
        </form>
      </Dialog>
      <TokenOnce made={made} onClose={() => setMade(null)} />
    </>
  );
}
