import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import { Section } from '@/components/ui/page';
import type { OutagePage, OutageView } from '@/lib/views/outage/read-outage';
import { RestartForm } from './restart-form';

interface RestartSectionProps {
  page: OutagePage;
  outage: OutageView;
  mayRestart: boolean;
}

/** The question whether the host is off, and the button that starts its VMs elsewhere. */
export function RestartSection({ page, outage, mayRestart }: RestartSectionProps) {
  const t = useTranslations('outage.restart');
  const { host, starts, left } = page;
  const { name } = host;
  if (!page.isAble)
    return (
      <Section title={t('title')}>
        <Note tone="plain" title={t('managerTitle')}>
          {t('manager', { host: name, kind: page.kind })}
        </Note>
      </Section>
    );
  if (outage.verdict === 'unreachable')
    return (
      <Section title={t('title')}>
        <Note tone="warn" title={t('aliveTitle', { host: name })}>
          {t('aliveBody', { host: name })}
        </Note>
      </Section>
    );
  if (starts === 0)
    return (
      <Section title={t('title')}>
        <Note tone="plain" title={t('why.nothing', { host: name })} />
      </Section>
    );
  return (
    <Section title={t('title')} note={t('note', { starts, left })}>
      <RestartForm
        host={{ id: host.id, name }}
        starts={starts}
        isOff={outage.off !== null}
        disabledReason={reasonOf(page, mayRestart, t)}
      />
    </Section>
  );
}

/** Why it cannot be ordered now: the role first, because waiting does not change it. */
function reasonOf(
  { cluster, runId, host }: OutagePage,
  mayRestart: boolean,
  t: ReturnType<typeof useTranslations<'outage.restart'>>,
): string | null {
  if (!mayRestart) return t('why.role');
  if (cluster.notReady) return t('why.past');
  return runId === null ? null : t('why.running', { host: host.name });
}
