import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import { Status } from '@/components/ui/status';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import type { FiguresFault } from '@/lib/model/figures-source';
import type { Tested, TestedFigures, TestedQuery } from '@/lib/model/tested-figures';

/** What Prometheus gave: which hosts and VMs have figures, and what became of each query. */
export function FiguresTest({ tested }: { tested: TestedFigures }) {
  const t = useTranslations('figures');
  const { failure, hosts, vms, queries } = tested;
  const isWhole = failure === null && hosts.missing.length + vms.missing.length === 0;
  return (
    <section aria-label={t('testTitle')}>
      <Note tone={isWhole ? 'ok' : failure ? 'crit' : 'warn'} alert className="mb-3" title={t('testTitle')}>
        {failure ? (
          <FaultText fault={failure.fault} detail={failure.detail} />
        ) : (
          <>
            <span className="block">{t('testHosts', { found: hosts.found, count: hosts.count })}</span>
            <Missing tested={hosts} />
            <span className="block">{t('testVms', { found: vms.found, count: vms.count })}</span>
            <Missing tested={vms} />
          </>
        )}
      </Note>
      {queries.length === 0 ? null : (
        <Table caption={t('testCaption')}>
          <thead>
            <tr>
              <HeadCell>{t('asked')}</HeadCell>
              <HeadCell numeric>{t('series')}</HeadCell>
              <HeadCell>{t('result')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {queries.map((query) => (
              <QueryRow key={`${query.of} ${query.figure}`} query={query} />
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function Missing({ tested: { count, found, missing } }: { tested: Tested }) {
  const t = useTranslations('figures');
  if (missing.length === 0) return null;
  const more = count - found - missing.length;
  return <span className="block text-ink-2">{t('without', { names: missing.join(', '), more })}</span>;
}

function QueryRow({ query }: { query: TestedQuery }) {
  const t = useTranslations('figures');
  const { text, series, unused, fault, detail } = query;
  const name =
    query.of === 'host'
      ? t('ofHost', { figure: t(`host.${query.figure}`) })
      : t('ofVm', { figure: t(`vm.${query.figure}`) });
  const isFine = fault === null && series > 0;
  return (
    <Row>
      <Cell wrap>
        {name}
        <span className="block break-all font-mono text-ink-3 text-micro">{text}</span>
      </Cell>
      <Cell numeric>{series}</Cell>
      <Cell wrap>
        <Status icon={isFine ? 'ok' : 'failed'} tone={isFine ? 'ok' : 'crit'}>
          {t(isFine ? 'answered' : 'empty')}
        </Status>
        {fault === null ? null : <FaultText fault={fault} detail={detail ?? ''} />}
        {unused.length === 0 ? null : (
          <span className="block break-all text-ink-2 text-small">
            {t('unused', { labels: unused.join(' ') })}
          </span>
        )}
      </Cell>
    </Row>
  );
}

function FaultText({ fault, detail }: { fault: FiguresFault; detail: string }) {
  const t = useTranslations('figures');
  return (
    <>
      <span className="block">{t(`fault.${fault}`)}</span>
      <span className="block break-all font-mono text-ink-3 text-micro">{detail}</span>
    </>
  );
}
