'use client';

import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Note } from '@/components/ui/note';
import { Status } from '@/components/ui/status';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import type { TestedConnection } from '@/lib/services/clusters/test-cluster';

const isUntried = (check: TestedConnection) => check.code === 'not-tried';

/** What each host answered, and whether each reaches each other, as the source says. */
export function TestResult({ tested }: { tested: readonly TestedConnection[] }) {
  const t = useTranslations('clusters');
  const fromHere = tested.filter((check) => check.toHost === null);
  const pairs = tested.filter((check) => check.toHost !== null);
  const untried = tested.filter(isUntried).length;
  const failed = tested.filter((check) => !check.ok).length - untried;
  const summary = untried > 0 ? t('testUntried', { count: untried }) : t('testPassed');
  return (
    <section aria-label={t('testTitle')}>
      <Note tone={failed === 0 ? 'ok' : 'warn'} alert className="mb-3" title={t('testTitle')}>
        {failed === 0 ? summary : t('testFailed', { count: failed })}
      </Note>
      <Table caption={t('testCaption')}>
        <thead>
          <tr>
            <HeadCell>{t('testFrom')}</HeadCell>
            <HeadCell>{t('testTo')}</HeadCell>
            <HeadCell>{t('testResult')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {[...fromHere, ...pairs].map((check) => (
            <TestRow key={`${check.host} ${check.toHost}`} check={check} />
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function TestRow({ check }: { check: TestedConnection }) {
  const t = useTranslations('clusters');
  const describe = useFailureText();
  const { host, toHost, code, version, message } = check;
  const facts = { host, source: host, destination: toHost ?? host };
  return (
    <Row>
      <Cell>{toHost === null ? t('ballast') : host}</Cell>
      <Cell>{toHost ?? host}</Cell>
      <Cell wrap>
        <TestStatus check={check} />{' '}
        <span className="text-ink-2">{code ? describe({ code, facts }) : version}</span>
        {message && !isUntried(check) ? (
          <span className="block break-all font-mono text-ink-3 text-micro">{message}</span>
        ) : null}
      </Cell>
    </Row>
  );
}

function TestStatus({ check }: { check: TestedConnection }) {
  const t = useTranslations('clusters');
  if (check.ok) {
    return (
      <Status icon="ok" tone="ok">
        {t(check.toHost === null ? 'ok' : 'okPair')}
      </Status>
    );
  }
  if (isUntried(check)) {
    return (
      <Status icon="unknown" tone="unknown">
        {t('untried')}
      </Status>
    );
  }
  return (
    <Status icon="failed" tone="crit">
      {t('failed')}
    </Status>
  );
}
