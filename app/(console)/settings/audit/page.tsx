import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/ui/button-link';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { DateTime } from '@/components/ui/times';
import { type AuditRow, listAudit, listAuditFilters } from '@/lib/views/audit/list-audit';
import { listRefusedSignIns } from '@/lib/views/audit/list-refused-sign-ins';
import type { SearchParams } from '../../../search-params';
import { requireContext } from '../../../session';
import { Shows } from '../../_components/shows';
import { SettingsFrame } from '../_components/settings-frame';
import { AuditDetails } from './_components/audit-details';
import { AuditFilter } from './_components/audit-filter';
import { RefusedSection } from './_components/refused-section';
import { useAuditWords } from './_components/use-audit-words';
import { auditHref, readAuditQuery } from './audit-query';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('audit') };
}

interface AuditPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const ctx = await requireContext();
  const query = readAuditQuery(await searchParams);
  const [page, filters, refused, t] = await Promise.all([
    listAudit({
      ctx,
      input: { action: query.action, actorName: query.person, beforeId: query.before },
    }),
    listAuditFilters({ ctx }),
    listRefusedSignIns({ ctx }),
    getTranslations('settings'),
  ]);
  const last = page.rows.at(-1);
  return (
    <SettingsFrame current="audit" lede={t('auditLede')}>
      <Shows topics={['audit']} />
      <AuditFilter query={query} {...filters} />
      {page.rows.length === 0 ? (
        <p className="py-8 text-center text-ink-3">
          {query.action || query.person ? t('auditNoneFiltered') : t('auditNone')}
        </p>
      ) : (
        <AuditTable rows={page.rows} />
      )}
      <nav aria-label={t('audit')} className="mt-4 flex flex-wrap gap-2">
        {page.hasMore && last ? (
          <ButtonLink href={auditHref({ ...query, before: last.id })}>{t('older')}</ButtonLink>
        ) : null}
        {query.before ? (
          <ButtonLink variant="ghost" href={auditHref({ ...query, before: null })}>
            {t('newest')}
          </ButtonLink>
        ) : null}
      </nav>
      <RefusedSection {...refused} />
    </SettingsFrame>
  );
}

async function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  const t = await getTranslations('settings');
  return (
    <Table caption={t('auditCaption')}>
      <thead>
        <tr>
          <HeadCell>{t('when')}</HeadCell>
          <HeadCell className="max-md:w-24">{t('who')}</HeadCell>
          <HeadCell>{t('what')}</HeadCell>
          <HeadCell wideOnly>{t('target')}</HeadCell>
          <HeadCell wideOnly>{t('details')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <AuditTableRow key={row.id} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function AuditTableRow({ row }: { row: AuditRow }) {
  const words = useAuditWords();
  return (
    <Row>
      <Cell className="text-ink-3">
        <DateTime at={row.at} />
      </Cell>
      <Cell wrap>{words.actor(row.actorName, row.actorKind)}</Cell>
      <Cell wrap>
        {words.action(row.action)}
        <span className="wrap-anywhere block text-ink-3 text-small md:hidden">{row.target}</span>
      </Cell>
      <Cell wideOnly wrap className="font-medium">
        {row.target}
      </Cell>
      <Cell wideOnly wrap className="text-ink-2">
        <AuditDetails details={row.details} />
      </Cell>
    </Row>
  );
}
