import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Note } from '@/components/ui/note';
import { RelativeTime } from '@/components/ui/times';
import type { FailingHost } from '@/lib/model/failing-host';

/** Returns why a host is about to fail, as the person who marked it said. */
export function useFailingText(): (failing: FailingHost) => string {
  const t = useTranslations('host.failing');
  return ({ reason, note }) =>
    note === '' ? t(`because.${reason}`) : t('noted', { why: t(`because.${reason}`), note });
}

interface FailingNoteProps {
  host: { name: string; failing: FailingHost };
  /** What can be done about it. */
  actions?: ReactNode;
}

/** That a host is about to fail, who says so, and what that means. */
export function FailingNote({ host: { name, failing }, actions }: FailingNoteProps) {
  const t = useTranslations('host.failing');
  const why = useFailingText();
  return (
    <Note tone="crit" title={t('title', { host: name })} actions={actions}>
      <p>
        {why(failing)} {t('means')}
      </p>
      <p className="text-ink-2 text-small">
        {t.rich('by', { by: failing.by, when: () => <RelativeTime at={failing.at} /> })}
      </p>
    </Note>
  );
}
