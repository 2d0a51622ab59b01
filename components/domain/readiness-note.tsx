'use client';

import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { paths } from '@/lib/model/paths';
import type { ReadinessFinding } from '@/lib/model/readiness';
import { useFindingText } from './use-finding-text';

interface ReadinessNoteProps {
  /** Null: there is nothing to say. */
  notice: { clusterId: string; kind: 'never' | 'stops'; count?: number; first?: ReadinessFinding } | null;
}

/** Before the first migration of a cluster: that nobody has checked whether it can work, or what the check found. */
export function ReadinessNote({ notice }: ReadinessNoteProps) {
  const t = useTranslations('readiness.notice');
  const findingText = useFindingText();
  if (notice === null) return null;
  const { clusterId, kind, count = 0, first } = notice;
  return (
    <Note
      tone={kind === 'stops' ? 'crit' : 'warn'}
      actions={
        <ButtonLink href={paths.readiness(clusterId)}>{t(kind === 'stops' ? 'open' : 'show')}</ButtonLink>
      }
    >
      {kind === 'stops' ? t('stops', { count, first: first ? findingText(first).title : '-' }) : t('never')}
    </Note>
  );
}
