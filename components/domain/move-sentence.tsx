import { useLocale, useTranslations } from 'next-intl';
import { Code } from '@/components/ui/tag';
import { formatDuration } from '@/lib/format/duration';
import type { Facts } from '@/lib/model/errors';
import type { Prediction, ReasonCode } from '@/lib/model/plan';
import type { RejectionCode } from '@/lib/model/rejection';
import { useRejectionFacts } from './refusal-words';
import { roundFacts } from './round-facts';

export interface MoveSentenceProps {
  vm: string;
  from: string;
  to: string;
  reason: { code: ReasonCode; facts: Facts };
  predicted?: Prediction;
}

/** Facts that plans of earlier versions did not have for a balancing move. */
const notRecorded = { sourceWithoutPercent: 'none', destinationWithoutPercent: 'none' };

/** `Move db-01 from kvm-03 to kvm-07: kvm-03 CPU 94 % > 80 %; after: 71 % and 62 %; about 9 s, pause about 0.1 s.` */
export function MoveSentence({ vm, from, to, reason, predicted }: MoveSentenceProps) {
  const t = useTranslations('format');
  const tReason = useTranslations('reason');
  const locale = useLocale();
  const facts = { ...notRecorded, ...roundFacts(reason.facts) };
  const forecast = predicted
    ? t('forecast', {
        duration: formatDuration(predicted.seconds * 1000, locale),
        pause: formatDuration(predicted.downtimeMs, locale),
      })
    : '';
  return t.rich('move', {
    vm,
    from,
    to,
    reason: tReason(reason.code, facts),
    forecast,
    b: (chunks) => <b className="whitespace-nowrap">{chunks}</b>,
  });
}

interface RejectionTextProps {
  code: RejectionCode;
  facts: Facts;
  /** The code itself, small, for searching. */
  withCode?: boolean;
}

/** Why not, in words. */
export function RejectionText({ code, facts, withCode = false }: RejectionTextProps) {
  const t = useTranslations('rejection');
  const factsOf = useRejectionFacts();
  return (
    <>
      {t(code, factsOf(code, facts))}
      {withCode ? (
        <>
          {' '}
          <Code>{code}</Code>
        </>
      ) : null}
    </>
  );
}
