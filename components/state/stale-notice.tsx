import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { DateTime } from '@/components/domain/times';
import { Note } from '@/components/ui/note';

interface StaleNoticeProps {
  /** When the figures on screen were true. */
  at: Date | string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Old figures stay on screen, and say how old they are. */
export function StaleNotice({ at, children, actions }: StaleNoticeProps) {
  const t = useTranslations('state.stale');
  return (
    <Note
      tone="unknown"
      actions={actions}
      title={t.rich('title', { time: () => <DateTime at={at} style="clock" /> })}
    >
      {children}
    </Note>
  );
}
