import { useLocale, useTranslations } from 'next-intl';
import { PatchStateBadge } from '@/components/domain/patch-badges';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { DateTime } from '@/components/ui/times';
import { formatDuration } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { PatchRunRow } from '@/lib/views/patches/read-patch-plan';
import { useActorName } from '../../../../_components/use-actor-name';

/** The patch runs of a cluster, newest first. */
export function PatchRunsTable({ runs }: { runs: readonly PatchRunRow[] }) {
  const t = useTranslations('patch.runs');
  const locale = useLocale();
  const actorName = useActorName();
  if (runs.length === 0)
    return (
      <Section title={t('title')}>
        <p className="text-ink-2">{t('none')}</p>
      </Section>
    );
  return (
    <Section title={t('title')}>
      <Table caption={t('title')}>
        <thead>
          <tr>
            <HeadCell>{t('run')}</HeadCell>
            <HeadCell>{t('state')}</HeadCell>
            <HeadCell numeric>{t('hosts')}</HeadCell>
            <HeadCell wideOnly>{t('by')}</HeadCell>
            <HeadCell numeric>{t('started')}</HeadCell>
            <HeadCell numeric wideOnly>
              {t('took')}
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id}>
              <Cell>
                <TextLink href={paths.patchRun(run.id)}>P-{run.number}</TextLink>
              </Cell>
              <Cell>
                <PatchStateBadge state={run.state} />
              </Cell>
              <Cell numeric>{t('hostsDone', { done: run.done, hosts: run.hosts })}</Cell>
              <Cell wideOnly>{actorName(run.requestedBy)}</Cell>
              <Cell numeric>
                <DateTime at={run.createdAt} />
              </Cell>
              <Cell numeric wideOnly>
                {run.finishedAt
                  ? formatDuration(run.finishedAt.getTime() - run.createdAt.getTime(), locale)
                  : '-'}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
