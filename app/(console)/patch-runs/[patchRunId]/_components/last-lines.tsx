'use client';

import { useTranslations } from 'next-intl';
import { Disclosure } from '@/components/ui/disclosure';

/** What a command printed last. */
export function LastLines({ output }: { output: string }) {
  const t = useTranslations('patch.run');
  return (
    <Disclosure summary={t('output')} className="text-small" summaryClassName="text-ink-3">
      {() => (
        <pre className="max-h-60 overflow-auto whitespace-pre-wrap break-words font-mono text-micro">
          {output}
        </pre>
      )}
    </Disclosure>
  );
}
