import { useTranslations } from 'next-intl';
import { Status } from '@/components/ui/status';
import { TextLink } from '@/components/ui/text-link';
import { paths } from '@/lib/model/paths';
import type { RuleMode } from '@/lib/model/snapshot';
import type { RuleRow, RulesPage } from '@/lib/views/rules/read-rules';

/** So many VMs are named; the others are counted. */
const MAX_SHOWN = 4;

interface RuleStateProps {
  rule: Pick<RuleRow, 'broken'> & Partial<Pick<RuleRow, 'whenStarted' | 'isContradicted'>>;
  mode: RuleMode;
  repair: RulesPage['repair']; // the waiting suggestion that repairs it
}

/** Whether a rule is kept now, and if not, by which VMs on which hosts, and what would repair it. */
export function RuleState({ rule, mode, repair }: RuleStateProps) {
  const t = useTranslations('rules');
  const { broken, whenStarted = [], isContradicted = false } = rule;
  const places = broken
    .slice(0, MAX_SHOWN)
    .map(({ name, host }) => t('onHost', { vm: name, host }))
    .join(', ');
  const rest = broken.length - MAX_SHOWN;
  return (
    <>
      {isContradicted ? (
        <Status icon="crit" tone="crit">
          {t('contradicted')}
        </Status>
      ) : broken.length === 0 ? (
        <Status icon="ok" tone="ok">
          {t('kept')}
        </Status>
      ) : (
        <Status icon="warn" tone={mode === 'must' ? 'warn' : 'plain'}>
          {t('broken')}
        </Status>
      )}
      {broken.length > 0 ? (
        <span className="block text-ink-2 text-small">
          {places}
          {rest > 0 ? ` ${t('andMore', { count: rest })}` : null}
        </span>
      ) : null}
      {broken.length > 0 && repair ? (
        <TextLink className="block text-small" href={paths.suggestion(repair.planId)}>
          {t('repairedBy', { number: repair.number })}
        </TextLink>
      ) : null}
      {whenStarted.length > 0 ? (
        <span className="block text-ink-2 text-small">
          {t('brokenWhenStarted', {
            vms: whenStarted.map(({ name }) => name).join(', '),
            count: whenStarted.length,
          })}
        </span>
      ) : null}
    </>
  );
}
