import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import { Section } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/times';
import type { OutagePage, OutageView } from '@/lib/views/outage/read-outage';
import { FenceForm } from './fence-form';

interface FenceSectionProps {
  page: OutagePage;
  outage: OutageView;
  mayFence: boolean;
}

/** The commands that can switch the host off and prove it, and what became of the last one. */
export function FenceSection({ page, outage, mayFence }: FenceSectionProps) {
  const t = useTranslations('outage.fence');
  const { fence, off } = outage;
  const { name } = page.host;
  const isRunning = fence !== null && fence.endedAt === null;
  return (
    <Section title={t('title')} note={t('note')}>
      <div className="grid gap-3">
        {fence ? <LastFence fence={fence} /> : null}
        {page.fencesError ? (
          <Note tone="warn" title={t('unusable')}>
            {String(page.fencesError.facts.detail ?? page.fencesError.code)}
          </Note>
        ) : page.fences.length === 0 ? (
          <p className="text-ink-2">{t('none', { host: name })}</p>
        ) : off === null && !isRunning ? (
          page.fences.map(({ name: command, description }) => (
            <FenceForm
              key={command}
              host={{ id: page.host.id, name }}
              fence={{ name: command, description }}
              disabledReason={mayFence ? null : t('role')}
            />
          ))
        ) : null}
        <p className="text-ink-3 text-small">{t(`mode.${page.restartMode}`)}</p>
      </div>
    </Section>
  );
}

function LastFence({ fence }: { fence: NonNullable<OutageView['fence']> }) {
  const t = useTranslations('outage.fence');
  const { name, askedBy, askedAt, endedAt, message } = fence;
  const when = () => <RelativeTime at={endedAt ?? askedAt} />;
  if (endedAt === null)
    return (
      <Note tone="accent" title={t('runs', { fence: name, by: askedBy })}>
        {t.rich('asked', { when })}
      </Note>
    );
  if (message === null)
    return (
      <Note tone="ok" title={t('proved', { fence: name })}>
        {t.rich('ended', { when })}
      </Note>
    );
  return (
    <Note tone="warn" title={t('unproved', { fence: name })}>
      <p className="break-words">{message}</p>
      <p>{t.rich('ended', { when })}</p>
    </Note>
  );
}
