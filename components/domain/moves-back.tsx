import { useLocale, useTranslations } from 'next-intl';
import { useMoveOutcomeText } from '@/components/domain/move-outcome-text';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatDuration } from '@/lib/format/duration';
import type { MoveBack, StayingVm } from '@/lib/model/staying-vm';

const MAX_NAMED_VMS = 12;

/** Returns why a VM stays where it is. */
export function useStayingText(): (staying: StayingVm) => string {
  const t = useWordsByCode('migration.undo.staying');
  const outcomeText = useMoveOutcomeText();
  return ({ code, facts, vm }) =>
    t.has(code) ? t(code, { vm, ...facts }) : outcomeText({ code, facts, vm, from: '-', to: '-' });
}

/** Which VMs would move back, and which would stay and why. */
export function MovesBack({ moves, staying }: { moves: readonly MoveBack[]; staying: readonly StayingVm[] }) {
  const t = useTranslations('jobs.undo');
  const stayingText = useStayingText();
  const locale = useLocale();
  return (
    <>
      <ul className="border-line border-t">
        {moves.slice(0, MAX_NAMED_VMS).map(({ key, vm, from, to, kind, seconds, downtimeMs }) => (
          <li key={key} className="flex flex-wrap gap-x-3 border-line border-b py-1">
            <b>{vm}</b>
            <span className="text-ink-2">{t('back', { from, to })}</span>
            {kind === 'quick' ? (
              <span className="text-warn">{t('quick', { pause: formatDuration(downtimeMs, locale) })}</span>
            ) : null}
            <span className="ml-auto text-ink-3">
              {t('about', { duration: formatDuration(seconds * 1000, locale) })}
            </span>
          </li>
        ))}
      </ul>
      {moves.length > MAX_NAMED_VMS ? (
        <p className="mt-1 text-ink-2">{t('more', { count: moves.length - MAX_NAMED_VMS })}</p>
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
