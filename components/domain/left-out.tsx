import { useTranslations } from 'next-intl';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { MoveLeftOut } from '@/lib/model/evaluation';
import { useShownFacts } from './use-shown-facts';

/** The best move that an evaluation left out: why, and what would have to change. */
export function LeftOut({ move }: { move: MoveLeftOut }) {
  const t = useTranslations('evaluations.leftOut');
  const reasons = useWordsByCode('rejection');
  const changes = useWordsByCode('evaluations.change');
  const shown = useShownFacts();
  const { vm, from, to, why, aggressiveness } = move;
  const change =
    aggressiveness === null
      ? why && changes.has(why.code)
        ? changes(why.code, { ...why.facts, vm, from, to })
        : null
      : t('aggressiveness', { level: aggressiveness });
  return (
    <span className="text-ink-2 text-small">
      {t('best', { vm, from, to })}
      {why && reasons.has(why.code) ? ` ${t('why', { reason: reasons(why.code, shown(why.facts)) })}` : null}
      {change ? ` ${change}` : null}
    </span>
  );
}
