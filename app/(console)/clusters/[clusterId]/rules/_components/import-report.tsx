import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Status } from '@/components/ui/status';
import { Code } from '@/components/ui/tag';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { ImportPreview } from '@/lib/services/rules/import-rules';

type Line = ImportPreview['lines'][number];

const appearances = {
  add: { icon: 'ok', tone: 'ok' },
  change: { icon: 'info', tone: 'accent' },
  same: { icon: 'ok', tone: 'plain' },
  faulty: { icon: 'crit', tone: 'crit' },
} as const satisfies Record<Line['outcome'], object>;

/** What each entry of a file would do, and what is wrong with those that do nothing. */
export function ImportReport({ preview: { lines, same } }: { preview: ImportPreview }) {
  const t = useTranslations('rules.import');
  return (
    <div aria-live="polite">
      <p className="text-ink-2">{t('same', { count: same })}</p>
      <ul className="mt-2 grid gap-2">
        {lines.map((line) => (
          <li key={line.at} className="border-line border-t pt-2">
            <Status {...appearances[line.outcome]}>{t(`outcomes.${line.outcome}`)}</Status>{' '}
            <b className="font-medium">{line.name}</b> <Code>{line.at}</Code>
            <Details line={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Details({ line: { fault, changes } }: { line: Line }) {
  const describe = useFailureText();
  const fields = useWordsByCode('errors.fields');
  const levels = useWordsByCode('vms.automation.levels');
  const kinds = useWordsByCode('rules.kinds');
  const modes = useWordsByCode('rules.modes');
  const say = (value: string | null): string => {
    if (value === null) return '-';
    const words = [levels, kinds, modes].find((each) => each.has(value));
    return words ? words(value) : value;
  };
  if (fault) return <p className="text-ink-2 text-small">{describe(fault)}</p>;
  return (
    <>
      {changes.map(({ field, from, to }) => (
        <p key={field} className="break-words text-ink-2 text-small">
          {fields.has(field) ? fields(field) : field}: {say(from)} → {say(to)}
        </p>
      ))}
    </>
  );
}
