'use client';

import { useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import type { ReadinessPage } from '@/lib/views/readiness/read-readiness';
import { TestForm } from './test-form';
import { TestState } from './test-state';

interface TestSectionProps {
  page: ReadinessPage;
  disabledReason: string | null;
}

const open = new Set(['asked', 'starting', 'out', 'back', 'removing']);

/** A test migration: its form, and what became of the last one. */
export function TestSection({ page, disabledReason }: TestSectionProps) {
  const t = useTranslations('readiness.test');
  const { test, hosts, vms, canStartGuest } = page;
  const isRunning = test !== null && open.has(test.state);
  const hasSubject = vms.length > 0 || canStartGuest;
  const why = hosts.length < 2 ? t('oneHost') : hasSubject ? null : t('noVm');
  return (
    <Section title={t('title')} note={t('note')} className="border-line border-t pt-4">
      <div className="grid gap-3">
        {test ? <TestState test={test} /> : null}
        <div className="max-w-[86ch] text-ink-2">
          <p>{t('body')}</p>
          {canStartGuest ? <p>{t('guestBody')}</p> : null}
        </div>
        {why ? (
          <p className="text-ink-3">{why}</p>
        ) : (
          <TestForm page={page} isRunning={isRunning} disabledReason={disabledReason} />
        )}
      </div>
    </Section>
  );
}
