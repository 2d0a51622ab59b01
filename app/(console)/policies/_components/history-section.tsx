import { useTranslations } from 'next-intl';
import { usePolicyWords } from '@/components/domain/use-policy-words';
import { FromTo } from '@/components/ui/from-to';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { DateTime } from '@/components/ui/times';
import type { PolicyField } from '@/lib/model/policy-fields';
import type { PolicyPage } from '@/lib/views/policy/read-policy';
import type { PolicyHistoryEntry } from '@/lib/views/policy/read-policy-history';
import { useActorName } from '../../_components/use-actor-name';
import { TakeBack } from './take-back';

interface HistorySectionProps {
  page: PolicyPage;
  entries: readonly PolicyHistoryEntry[];
  refusal: string | null;
}

/** The last changes of a policy, each with what it was before, and a way to take it back. */
export function HistorySection({ page, entries, refusal }: HistorySectionProps) {
  const t = useTranslations('policy.history');
  return (
    <Section title={t('title')}>
      {entries.length === 0 ? (
        <p className="text-ink-3">{t('none')}</p>
      ) : (
        <Table caption={t('title')}>
          <thead>
            <tr>
              <HeadCell>{t('at')}</HeadCell>
              <HeadCell wideOnly>{t('who')}</HeadCell>
              <HeadCell>{t('change')}</HeadCell>
              <HeadCell />
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} page={page} refusal={refusal} />
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}

function EntryRow({
  entry,
  page,
  refusal,
}: {
  entry: PolicyHistoryEntry;
  page: PolicyPage;
  refusal: string | null;
}) {
  const actorName = useActorName();
  const { name, kind } = entry.actor;
  const actor = kind === 'user' ? name : actorName(name);
  return (
    <Row>
      <Cell className="align-top">
        <DateTime at={entry.at} style="dayClock" />
      </Cell>
      <Cell wideOnly className="align-top">
        {actor}
      </Cell>
      <Cell wrap>
        <span className="block md:hidden">{actor}</span>
        <Changes entry={entry} />
      </Cell>
      <Cell className="text-right align-top">
        <TakeBack page={page} entry={entry} refusal={refusal} />
      </Cell>
    </Row>
  );
}

function Changes({ entry: { fields, before, after } }: { entry: PolicyHistoryEntry }) {
  const words = usePolicyWords();
  const t = useTranslations('policy.history');
  const say = (name: PolicyField, value: unknown) =>
    value === undefined ? t('inherited') : words.value(name, value);
  return (
    <ul>
      {fields.map((name) => (
        <li key={name}>
          <span className="text-ink-2">{words.label(name)}</span>{' '}
          <FromTo from={say(name, before[name])} to={say(name, after[name])} />
        </li>
      ))}
    </ul>
  );
}
