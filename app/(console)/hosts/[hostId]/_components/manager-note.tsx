import { useTranslations } from 'next-intl';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { useFailureText } from '@/components/state/use-failure-text';
import { Note } from '@/components/ui/note';
import { Code } from '@/components/ui/tag';
import type { ManagerView } from '@/lib/views/host/view-manager';

/** Whether the manager of a host has it in maintenance mode too, and what is still to be done there. */
export function ManagerNote({ host, view }: { host: string; view: ManagerView }) {
  const t = useTranslations('host.manager');
  const tDriver = useTranslations('driver');
  const words = useHypervisorWords(view.kind);
  const failureText = useFailureText();
  const { state, error, command } = view;
  const about = { host, manager: words('manager') };
  const needsPerson = state === 'there' || state === 'only-here' || error !== null;
  return (
    <Note tone={needsPerson ? 'warn' : 'plain'} title={t(`title.${state}`, about)}>
      <p>{t(`body.${state}`, about)}</p>
      {error ? (
        <p>
          {t('failed', about)} {failureText(error)} <Code>{error.code}</Code>
        </p>
      ) : null}
      {error?.facts.detail ? (
        <p className="break-words text-ink-3 text-small">
          {tDriver('detail', { detail: String(error.facts.detail) })}
        </p>
      ) : null}
      {command ? (
        <p>
          {t('command')} <code className="break-all font-mono">{command}</code>
        </p>
      ) : null}
    </Note>
  );
}
