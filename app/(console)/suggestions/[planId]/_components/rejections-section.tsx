import { useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { Section } from '@/components/ui/page';
import { Code } from '@/components/ui/tag';
import type { RejectionGroup } from '@/lib/views/shared/group-rejections';

/** Shown at once: one of each kind of reason, up to so many. */
const SHOWN = 8;

/** Why other VMs and hosts were not chosen. */
export function RejectionsSection({ rejections }: { rejections: readonly RejectionGroup[] }) {
  const t = useTranslations('suggestions.rejections');
  const kinds = new Set(rejections.map((rejection) => rejection.code)).size;
  const shown = rejections.slice(0, Math.min(kinds, SHOWN));
  return (
    <Section
      title={t('title')}
      note={rejections.length > 0 ? t('note', { count: rejections.length }) : undefined}
    >
      {rejections.length === 0 ? <p className="text-ink-3">{t('none')}</p> : null}
      <RejectionList rejections={shown} withAlike />
      {rejections.length > shown.length ? (
        <details className="mt-2">
          <summary className="w-fit text-accent text-small underline-offset-2 hover:underline">
            {t('all', { count: rejections.length })}
          </summary>
          <div className="mt-2">
            <RejectionList rejections={rejections} />
          </div>
        </details>
      ) : null}
    </Section>
  );
}

function RejectionList(props: { rejections: readonly RejectionGroup[]; withAlike?: boolean }) {
  const t = useTranslations('suggestions.rejections');
  return (
    <ul>
      {props.rejections.map((rejection) => (
        <li
          key={rejection.key}
          className="grid grid-cols-[minmax(0,1fr)_max-content] items-baseline gap-x-3 border-line border-t px-1 py-1.5 md:grid-cols-[11rem_minmax(0,1fr)_max-content]"
        >
          <span className="font-medium">
            <Subject rejection={rejection} />
          </span>
          <span className="text-ink-2 max-md:col-span-2 max-md:row-start-2">
            <RejectionText code={rejection.code} facts={rejection.facts} />
            {props.withAlike && rejection.alike > 0 ? (
              <span className="text-ink-3"> · {t('alike', { count: rejection.alike })}</span>
            ) : null}
          </span>
          <Code>{rejection.code}</Code>
        </li>
      ))}
    </ul>
  );
}

function Subject({ rejection }: { rejection: RejectionGroup }) {
  const t = useTranslations('suggestions.rejections');
  const hosts = rejection.hosts.join(', ');
  if (rejection.vm === null) return hosts ? t('anyVm', { hosts }) : t('plan');
  return hosts ? t('both', { vm: rejection.vm, hosts }) : t('anyHost', { vm: rejection.vm });
}
