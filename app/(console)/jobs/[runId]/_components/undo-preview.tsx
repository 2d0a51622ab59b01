import { useLocale, useTranslations } from 'next-intl';
import { useMoveOutcomeText } from '@/components/domain/move-outcome-text';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatDuration } from '@/lib/format/duration';
import type { UndoPreview } from '@/lib/services/orders/undo-run';
import { UndoButton } from './undo-button';

const MAX_NAMED_VMS = 12;

/** Returns why a VM stays where it is. */
function useStayingText(): (staying: UndoPreview['staying'][number]) => string {
  const t = useWordsByCode('migration.undo.staying');
  const outcomeText = useMoveOutcomeText();
  return ({ code, facts, vm }) =>
    t.has(code) ? t(code, { vm, ...facts }) : outcomeText({ code, facts, vm, from: '-', to: '-' });
}

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
function UndoWords({ preview }: { preview: UndoPreview }) {
  const t = useTranslations('jobs.undo');
  const stayingText = useStayingText();
  const locale = useLocale();
  const { plan, snapshot, staying } = preview;
  const vmName = (id: string) => snapshot.vms.find((vm) => vm.id === id)?.name ?? id;
  const hostName = (id: string) => snapshot.hosts.find((host) => host.id === id)?.name ?? id;
  return (
    <>
      <ul className="border-line border-t">
        {plan.moves.slice(0, MAX_NAMED_VMS).map((move) => (
          <li
            key={`${move.vmId}/${move.toHostId}`}
            className="flex flex-wrap gap-x-3 border-line border-b py-1"
          >
            <b>{vmName(move.vmId)}</b>
            <span className="text-ink-2">
              {t('back', { from: hostName(move.fromHostId), to: hostName(move.toHostId) })}
            </span>
            {move.kind === 'quick' ? (
              <span className="text-warn">
                {t('quick', { pause: formatDuration(move.predicted.downtimeMs, locale) })}
              </span>
            ) : null}
            <span className="ml-auto text-ink-3">
              {t('about', { duration: formatDuration(move.predicted.seconds * 1000, locale) })}
            </span>
          </li>
        ))}
      </ul>
      {plan.moves.length > MAX_NAMED_VMS ? (
        <p className="mt-1 text-ink-2">{t('more', { count: plan.moves.length - MAX_NAMED_VMS })}</p>
      ) : null}
      {staying.length > 0 ? (
        <div className="mt-3">
          <p className="font-semibold">{t('staying', { count: staying.length })}</p>
          <ul>
            {staying.slice(0, MAX_NAMED_VMS).map((vm) => (
              <li key={vm.vm} className="text-ink-2">
                <b className="text-ink">{vm.vm}</b>: {stayingText(vm)}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
