import { useLocale, useTranslations } from 'next-intl';
import { MovesBack, useStayingText } from '@/components/domain/moves-back';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatList } from '@/lib/format/list';
import type { UndoPreview } from '@/lib/services/orders/undo-run';
import { UndoButton } from './undo-button';

/** Returns why a job cannot be undone now; if no VM can move back, the reason of the first. Null: it can be undone. */
function useUndoRefusal(): (preview: UndoPreview) => string | null {
  const t = useWordsByCode('migration.undo.refusal');
  const stayingText = useStayingText();
  return ({ refusal, staying: [first] }) => {
    if (!refusal) return null;
    const why = t(refusal.code, refusal.facts);
    return refusal.code === 'nothing-to-undo' && first
      ? `${why} ${t('first', { vm: first.vm, why: stayingText(first) })}`
      : why;
  };
}

interface UndoActionProps {
  preview: UndoPreview;
  runId: string;
  name: string;
  mayAct: boolean;
}

/** The button with its preview; a disabled one shows why. */
export function UndoAction({ preview, runId, name, mayAct }: UndoActionProps) {
  const t = useTranslations('jobs.cancel');
  const refusal = useUndoRefusal();
  return (
    <UndoButton runId={runId} name={name} disabledReason={mayAct ? refusal(preview) : t('role')}>
      <UndoWords preview={preview} />
    </UndoButton>
  );
}

/** What undoing the job would move, and which VMs would stay and why. */
function UndoWords({ preview: { plan, snapshot, staying, returning } }: { preview: UndoPreview }) {
  const t = useTranslations('jobs.undo');
  const locale = useLocale();
  const vmName = (id: string) => snapshot.vms.find((vm) => vm.id === id)?.name ?? id;
  const hostName = (id: string) => snapshot.hosts.find((host) => host.id === id)?.name ?? id;
  const moves = plan.moves.map(({ vmId, fromHostId, toHostId, kind, predicted }) => ({
    key: `${vmId}/${toHostId}`,
    vm: vmName(vmId),
    from: hostName(fromHostId),
    to: hostName(toHostId),
    kind,
    ...predicted,
  }));
  return (
    <>
      {returning.length > 0 ? (
        <p className="mb-2">
          {t('returning', { hosts: formatList(returning, locale), count: returning.length })}
        </p>
      ) : null}
      <MovesBack moves={moves} staying={staying} />
    </>
  );
}
