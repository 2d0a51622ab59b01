'use client';

import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { FailureText } from '@/components/state/failure-text';
import { useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { MIN_WEBHOOK_SECRET } from '@/lib/model/webhook';
import type { AutomationPage } from '@/lib/views/settings/read-automation';
import { editWebhookAction, testWebhookAction } from '../actions';

interface WebhookFormProps {
  webhook: AutomationPage['webhook'];
  refusal: string | null;
}

/** Where the events of automation are sent, and the secret that signs them, which is never shown. */
export function WebhookForm({ webhook: { url, hasSecret }, refusal }: WebhookFormProps) {
  const t = useTranslations('automation.webhook');
  const toast = useToast();
  const { failure, isPending, submit } = useFormAction(
    (form) => editWebhookAction({ url: String(form.get('url')), secret: String(form.get('secret')) }),
    (failed) => {
      if (!failed) toast({ tone: 'ok', title: t('saved') });
    },
  );
  const errorOf = useFieldFailure(failure);
  return (
    <form onSubmit={submit} aria-label={t('title')} noValidate className="grid max-w-xl gap-3">
      <Field label={t('url')} hint={t('urlHint')} error={errorOf('url')}>
        <Input
          name="url"
          type="url"
          maxLength={2000}
          defaultValue={url ?? undefined}
          disabled={refusal !== null}
        />
      </Field>
      <Field label={t('secret')} hint={t(hasSecret ? 'secretKept' : 'secretHint')} error={errorOf('secret')}>
        <Input
          name="secret"
          type="password"
          autoComplete="new-password"
          minLength={MIN_WEBHOOK_SECRET}
          maxLength={200}
          disabled={refusal !== null}
        />
      </Field>
      <FailureText failure={failure} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" pending={isPending} disabledReason={refusal}>
          {t('save')}
        </Button>
        {url === null ? null : <TestButton refusal={refusal} />}
      </div>
    </form>
  );
}

function TestButton({ refusal }: { refusal: string | null }) {
  const t = useTranslations('automation.webhook');
  const toast = useToast();
  const describe = useFailureText();
  const [isPending, startTransition] = useTransition();
  const test = () =>
    startTransition(async () => {
      const result = await testWebhookAction();
      toast(result.ok ? { tone: 'ok', title: t('tested') } : { tone: 'crit', title: describe(result) });
    });
  return (
    <Button variant="ghost" pending={isPending} disabledReason={refusal} onClick={test}>
      {t('test')}
    </Button>
  );
}
