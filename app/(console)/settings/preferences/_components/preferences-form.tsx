'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Note } from '@/components/ui/note';
import { Select } from '@/components/ui/select';
import { Status } from '@/components/ui/status';
import type { Preferences } from '@/lib/services/users/update-preferences';
import { updatePreferencesAction } from '../actions';

/** An empty value of a select means: as the browser or the system says. */
function readForm(form: FormData): Preferences {
  const text = (name: string) => String(form.get(name) ?? '') || null;
  return {
    locale: text('locale') as Preferences['locale'],
    theme: text('theme') as Preferences['theme'],
    timeZone: text('timeZone'),
  };
}

export function PreferencesForm({
  chosen,
  timeZones,
}: {
  chosen: Preferences;
  timeZones: readonly string[];
}) {
  const t = useTranslations('settings');
  const describe = useFailureText();
  const [isSaved, setSaved] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const preferences = readForm(new FormData(event.currentTarget));
    startTransition(async () => {
      const result = await updatePreferencesAction(preferences);
      setProblem(result.ok ? null : describe(result));
      setSaved(result.ok);
    });
  };
  const zones = ['UTC', ...timeZones.filter((zone) => zone !== 'UTC')];
  return (
    <form onSubmit={submit} onChange={() => setSaved(false)} className="flex max-w-96 flex-col gap-3.5">
      {problem ? (
        <Note tone="crit" alert>
          {problem}
        </Note>
      ) : null}
      <Field label={t('language')}>
        <Select
          name="locale"
          defaultValue={chosen.locale ?? ''}
          options={[
            { value: '', label: t('languageBrowser') },
            { value: 'en', label: t('languageEn') },
            { value: 'ja', label: t('languageJa') },
          ]}
        />
      </Field>
      <Field label={t('theme')}>
        <Select
          name="theme"
          defaultValue={chosen.theme ?? ''}
          options={[
            { value: '', label: t('themeSystem') },
            { value: 'light', label: t('themeLight') },
            { value: 'dark', label: t('themeDark') },
          ]}
        />
      </Field>
      <Field label={t('timeZone')} hint={t('timeZoneHint')}>
        <Select
          name="timeZone"
          defaultValue={chosen.timeZone ?? ''}
          options={[
            { value: '', label: t('timeZoneBrowser') },
            ...zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
          ]}
        />
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" pending={isPending}>
          {t('save')}
        </Button>
        <output>
          {isSaved ? (
            <Status icon="ok" tone="ok">
              {t('saved')}
            </Status>
          ) : null}
        </output>
      </div>
    </form>
  );
}
