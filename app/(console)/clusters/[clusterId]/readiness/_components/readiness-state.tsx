'use client';

import { useTranslations } from 'next-intl';
import { useFindingText } from '@/components/domain/use-finding-text';
import { useFailureText } from '@/components/state/use-failure-text';
import { Note } from '@/components/ui/note';
import { RelativeTime } from '@/components/ui/times';
import type { ReadinessPage } from '@/lib/views/readiness/read-readiness';

/** Where the cluster stands, and the next thing to do until a test migration has succeeded. */
export function ReadinessState({ page }: { page: ReadinessPage }) {
  const t = useTranslations('readiness.state');
  const describe = useFailureText();
  const { check, failure, report, reportedAt } = page;
  if (check === 'never')
    return (
      <Note tone="unknown" title={t('never')}>
        {t('neverBody')}
      </Note>
    );
  return (
    <div className="grid gap-3">
      {check === 'done' ? null : (
        <Note tone="accent" title={t(check)}>
          {t(`${check}Body`)}
        </Note>
      )}
      {failure && check === 'done' ? (
        <Note tone="crit" title={t('failed')}>
          {describe(failure)}
        </Note>
      ) : null}
      {report ? <Verdict page={page} report={report} /> : null}
      {report && reportedAt ? (
        <p className="text-ink-3 text-small">
          {t.rich('found', {
            hosts: report.hosts,
            vms: report.vms,
            when: () => <RelativeTime at={reportedAt} />,
          })}
        </p>
      ) : null}
    </div>
  );
}

interface VerdictProps {
  page: ReadinessPage;
  report: NonNullable<ReadinessPage['report']>;
}

function Verdict({ page, report }: VerdictProps) {
  const t = useTranslations('readiness.state');
  const findingText = useFindingText();
  const count = (grade: string) => report.findings.filter((one) => one.grade === grade).length;
  const [first] = report.findings;
  if (first?.grade === 'stops')
    return (
      <Note tone="crit" title={t('stops', { count: count('stops') })}>
        {t('stopsBody', { next: findingText(first).title })}
      </Note>
    );
  if (page.test?.state === 'succeeded') return <Note tone="ok" title={t('tested')} />;
  const risks = count('risk');
  return (
    <Note tone={risks > 0 ? 'warn' : 'ok'} title={risks > 0 ? t('risks', { count: risks }) : t('clear')}>
      {t('risksBody')}
    </Note>
  );
}
