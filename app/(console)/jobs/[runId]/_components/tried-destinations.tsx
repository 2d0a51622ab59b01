import { useTranslations } from 'next-intl';
import { useRefusalText } from '@/components/domain/refusal-words';
import { Code } from '@/components/ui/tag';
import type { JobMove } from '@/lib/views/job/read-job';

/** The destinations that were tried and abandoned, each with the message of the hypervisor. */
export function TriedDestinations({ move }: { move: JobMove }) {
  const t = useTranslations('refusal');
  const refusalText = useRefusalText();
  return (
    <ul className="grid gap-1.5">
      {move.tried.map(({ hostId, host, code, facts, isOrdered }) => (
        <li key={hostId} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-2">
          <b className="truncate">{host}</b>
          <span className="text-ink-2 text-small">
            {refusalText(
              { code, facts },
              { vm: move.vm, host: move.from, source: move.from, destination: host },
            )}{' '}
            <Code>{code}</Code>
            <span className="block text-ink-3">{t(isOrdered ? 'triedOrdered' : 'triedAsked')}</span>
            {facts.detail ? (
              <span className="block break-words text-ink-3">
                {t('said', { detail: String(facts.detail) })}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
