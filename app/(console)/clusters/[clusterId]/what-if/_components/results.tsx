import { useLocale, useTranslations } from 'next-intl';
import { MoveSentence, RejectionText } from '@/components/domain/move-sentence';
import { Columns, KeyValues, Section } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { TextLink } from '@/components/ui/text-link';
import type { Changes, Outcome } from '@/lib/engine/what-if';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import { OrderDialog } from '../../_components/order-dialog';
import { orderable } from './changes';
import type { Names } from './names';
import type { Tried } from './use-outcome';

interface ResultsProps {
  clusterId: string;
  changes: Changes;
  tried: Tried;
  names: Names;
  refusal: string | null; // why nothing can be ordered
  onReload: () => void;
}

/** What the changes lead to: figures, refusals, rules, and what would be suggested then. */
export function Results({ clusterId, changes, tried, names, refusal, onReload }: ResultsProps) {
  const t = useTranslations('what-if');
  const { outcome, plan } = tried;
  if (outcome === null) return <p role="status">{t('planning')}</p>;
  const wanted = orderable(changes, outcome.refused);
  return (
    <Columns className="border-line border-t pt-4">
      <Section
        title={t('result')}
        note={tried.isPending ? t('planning') : undefined}
        aside={
          <OrderDialog
            clusterId={clusterId}
            wanted={wanted}
            names={names}
            refusal={refusal ?? (wanted.length === 0 ? t('order.nothing') : null)}
            onPlaced={onReload}
          />
        }
      >
        <div aria-live="polite" className="grid gap-3">
          <Figures outcome={outcome} />
          <Refused outcome={outcome} names={names} />
          <Leaving outcome={outcome} changes={changes} names={names} />
          <RulesThen outcome={outcome} names={names} />
        </div>
      </Section>
      <Section title={t('then')} note={t('thenNote')}>
        {plan === null ? (
          <p role="status" className="text-ink-3">
            {t('planning')}
          </p>
        ) : plan.moves.length === 0 ? (
          <p>{t('thenNothing')}</p>
        ) : (
          <ol className="grid list-decimal gap-1.5 pl-5">
            {plan.moves.map((move) => (
              <li key={`${move.vmId} ${move.toHostId}`}>
                <MoveSentence
                  vm={names.vm(move.vmId)}
                  from={names.host(move.fromHostId)}
                  to={names.host(move.toHostId)}
                  reason={move.reason}
                />
              </li>
            ))}
          </ol>
        )}
      </Section>
    </Columns>
  );
}

function Figures({ outcome: { before, after, unsafeHosts } }: { outcome: Outcome }) {
  const t = useTranslations('what-if');
  const locale = useLocale();
  const change = (from: string, to: string) => (from === to ? from : t('fromTo', { from, to }));
  return (
    <KeyValues
      entries={[
        {
          key: 'spread',
          name: t('imbalance'),
          value: change(formatNumber(before.spread, locale, 2), formatNumber(after.spread, locale, 2)),
        },
        {
          key: 'overloaded',
          name: t('overloaded'),
          value: change(String(before.overloadedHosts), String(after.overloadedHosts)),
        },
        {
          key: 'unsafe',
          name: t('unsafe'),
          value: change(String(unsafeHosts.before), String(unsafeHosts.after)),
        },
      ]}
    />
  );
}

function Refused({ outcome: { refused }, names }: { outcome: Outcome; names: Names }) {
  const t = useTranslations('what-if');
  if (refused.length === 0) return null;
  return (
    <div>
      <Status icon="warn" tone="warn">
        {t('refused', { count: refused.length })}
      </Status>
      <ul className="text-small">
        {refused.map(({ vmId, hostId, code, facts }) => (
          <li key={`${vmId} ${hostId} ${code}`}>
            {hostId ? t('refusedTo', { vm: names.vm(vmId), host: names.host(hostId) }) : names.vm(vmId)}
            {': '}
            <RejectionText code={code} facts={facts} withCode />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface LeavingProps {
  outcome: Outcome;
  changes: Changes;
  names: Names;
}

/** The VMs of hosts that are taken away, and the page that would really do it. */
function Leaving({ outcome: { leaving }, changes: { away, added }, names }: LeavingProps) {
  const t = useTranslations('what-if');
  if (away.length === 0) return null;
  const real = away.filter((id) => !added.some((host) => host.id === id));
  return (
    <div>
      <p>{t('leaving', { count: leaving.size })}</p>
      {real.map((id) => (
        <TextLink key={id} href={paths.evacuate(id)} className="mr-3 text-small">
          {t('evacuate', { host: names.host(id) })}
        </TextLink>
      ))}
    </div>
  );
}

function RulesThen({
  outcome: { broken, contradictions, snapshot },
  names,
}: {
  outcome: Outcome;
  names: Names;
}) {
  const t = useTranslations('what-if');
  const tRules = useTranslations('rules');
  if (broken.length === 0 && contradictions.length === 0)
    return (
      <Status icon="ok" tone="ok">
        {t('rulesKept')}
      </Status>
    );
  const hostOf = new Map(snapshot.vms.map(({ id, hostId }) => [id, hostId]));
  const byRule = Map.groupBy(broken, ({ ruleId }) => ruleId);
  return (
    <div>
      <Status icon="warn" tone="warn">
        {t('rulesBroken', { count: byRule.size })}
      </Status>
      <ul className="text-small">
        {snapshot.rules.flatMap(({ id, name, kind }) => {
          const vms = byRule.get(id);
          if (!vms) return [];
          const places = vms.map(({ vmId }) =>
            tRules('onHost', { vm: names.vm(vmId), host: names.host(hostOf.get(vmId)) }),
          );
          return [<li key={id}>{`${name ?? id} (${tRules(`kinds.${kind}`)}): ${places.join(', ')}`}</li>];
        })}
        {contradictions.map(({ code, facts }) => (
          <li key={JSON.stringify([code, facts])}>
            <RejectionText code={code} facts={facts} withCode />
          </li>
        ))}
      </ul>
    </div>
  );
}
