'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Section } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import type { PolicyEffect } from '@/lib/services/planning/policy-effect';
import type { PolicyPage } from '@/lib/views/policy/read-policy';
import type policyMessages from '@/messages/en/policy.json';
import type { PolicyDraft } from './use-policy-draft';
import { usePolicyEffect } from './use-policy-effect';

interface EffectPanelProps {
  page: PolicyPage;
  draft: PolicyDraft;
}

/** What the change would do in a cluster, before it is saved. */
export function EffectPanel({ page, draft }: EffectPanelProps) {
  const t = useTranslations('policy.effect');
  const { clusters } = page;
  const [chosen, setChosen] = useState(clusters[0]?.id ?? null);
  const cluster = clusters.find(({ id }) => id === chosen) ?? clusters[0];
  const { effect, status } = usePolicyEffect(page.ref, { clusterId: cluster?.id ?? null, edit: draft.edit });
  if (!cluster) return <p className="text-ink-3">{t('noCluster')}</p>;
  return (
    <Section title={t('title')} note={draft.isEmpty ? t('asItIs') : t('withChanges', { count: draft.count })}>
      {clusters.length > 1 ? (
        <Field label={t('cluster')} className="mb-2 max-w-64">
          <Select
            value={cluster.id}
            options={clusters.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setChosen(event.target.value)}
          />
        </Field>
      ) : null}
      <div aria-live="polite" aria-busy={status === 'pending'}>
        {effect ? (
          <div className={status === 'pending' ? 'opacity-60' : undefined}>
            <EffectSentences effect={effect} isChanged={!draft.isEmpty} />
            <EffectTable effect={effect} isChanged={!draft.isEmpty} />
          </div>
        ) : null}
        <p className="min-h-5 text-ink-3 text-small">
          {status === 'current' ? t('basis') : t(`status.${status}`)}
        </p>
      </div>
    </Section>
  );
}

interface ShownEffect {
  effect: PolicyEffect;
  isChanged: boolean;
}

function EffectSentences({ effect, isChanged }: ShownEffect) {
  const t = useTranslations('policy.effect');
  const locale = useLocale();
  const { now, day, movesByLevel } = effect;
  const minutes = (count: number) => formatDuration(count * 60_000, locale);
  const isSame = JSON.stringify([now.before, day?.before]) === JSON.stringify([now.after, day?.after]);
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  const levels = movesByLevel.map((moves, i) => t('level', { level: i + 1, moves }));
  return (
    <div className="mb-3 grid gap-1">
      {isChanged && isSame ? <p>{t('same')}</p> : null}
      {isChanged && !isSame ? (
        <>
          <p>{t('now', { before: now.before.moves, after: now.after.moves })}</p>
          {day ? (
            <p>
              {t('day', {
                movesBefore: day.before.moves,
                movesAfter: day.after.moves,
                before: minutes(day.before.overloadedHostMinutes),
                after: minutes(day.after.overloadedHostMinutes),
              })}
            </p>
          ) : null}
        </>
      ) : null}
      <p>{t('levels', { levels: list.format(levels) })}</p>
    </div>
  );
}

type RowName = keyof (typeof policyMessages)['effect']['row'];

interface ComparedRow {
  name: RowName;
  before: string;
  after: string;
}

function useRows({ now, day }: PolicyEffect): ComparedRow[] {
  const locale = useLocale();
  const shown = {
    count: (value: number) => formatNumber(value, locale),
    spread: (value: number) => formatNumber(value, locale, 3),
    minutes: (value: number) => formatDuration(value * 60_000, locale),
  };
  const compare = (name: RowName, before: number, after: number, as: keyof typeof shown): ComparedRow => ({
    name,
    before: shown[as](before),
    after: shown[as](after),
  });
  const { before, after } = now;
  const rows = [
    compare('moves', before.moves, after.moves, 'count'),
    compare('overloaded', before.overloadedHosts, after.overloadedHosts, 'count'),
    compare('overloadedAfter', before.overloadedAfter, after.overloadedAfter, 'count'),
    compare('spreadAfter', before.spreadAfter, after.spreadAfter, 'spread'),
  ];
  if (!day) return rows;
  const minutes = [day.before.overloadedHostMinutes, day.after.overloadedHostMinutes] as const;
  return [
    ...rows,
    compare('dayMoves', day.before.moves, day.after.moves, 'count'),
    compare('dayOverloaded', ...minutes, 'minutes'),
    compare('daySpread', day.before.meanSpread, day.after.meanSpread, 'spread'),
  ];
}

function EffectTable({ effect, isChanged }: ShownEffect) {
  const t = useTranslations('policy.effect');
  const rows = useRows(effect);
  return (
    <Table caption={t('caption')}>
      <thead>
        <tr>
          <HeadCell />
          <HeadCell numeric>{t('current')}</HeadCell>
          {isChanged ? <HeadCell numeric>{t('changed')}</HeadCell> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, before, after }) => (
          <Row key={name}>
            <Cell wrap>{t(`row.${name}`)}</Cell>
            <Cell numeric>{before}</Cell>
            {isChanged ? (
              <Cell numeric>{before === after ? after : <b className="font-semibold">{after}</b>}</Cell>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
