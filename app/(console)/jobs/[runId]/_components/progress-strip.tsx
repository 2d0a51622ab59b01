import { useTranslations } from 'next-intl';
import type { MoveState } from '@/lib/model/run';
import type { JobMove } from '@/lib/views/job/read-job';

type ShownState = 'done' | 'skipped' | 'failed' | 'cancelled' | 'unknown' | 'running' | 'waiting';

const shownStates: Record<MoveState, ShownState> = {
  pending: 'waiting',
  checking: 'running',
  migrating: 'running',
  verifying: 'running',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'unknown',
};

const order: readonly ShownState[] = [
  'done',
  'skipped',
  'failed',
  'cancelled',
  'unknown',
  'running',
  'waiting',
];

const styles: Record<ShownState, string> = {
  done: 'border-edge border-b-2 bg-fill',
  skipped: 'hatch bg-track text-ink-3',
  failed: 'bg-edge-crit',
  cancelled: 'border border-control bg-ground',
  unknown: 'hatch-unknown border border-warn',
  running: 'border border-accent bg-ground',
  waiting: 'border border-line-strong bg-track',
};

/** Every move as a segment, in order: what is done, in progress and still to come at one glance. */
export function ProgressStrip({ moves }: { moves: readonly JobMove[] }) {
  const t = useTranslations('jobs.strip');
  const count = (state: ShownState) => moves.filter((move) => shownStates[move.state] === state).length;
  const label = t('label', {
    done: count('done'),
    running: count('running'),
    waiting: count('waiting'),
    troubled: moves.length - count('done') - count('running') - count('waiting'),
  });
  return (
    <div>
      <div role="img" aria-label={label} className="flex h-5 gap-0.5">
        {moves.map((move) => (
          <span
            key={move.id}
            title={move.vm}
            className={`relative min-w-0.5 flex-1 ${styles[shownStates[move.state]]}`}
          >
            {shownStates[move.state] === 'running' ? (
              <span
                style={{ width: `${move.percent ?? 0}%` }}
                className="absolute inset-y-0 left-0 bg-accent"
              />
            ) : null}
          </span>
        ))}
      </div>
      <p className="mt-1.5 flex flex-wrap gap-x-4 text-ink-2 text-small">
        {order
          .filter((state) => count(state) > 0)
          .map((state) => (
            <span key={state} className="inline-flex items-center gap-1.25">
              <i
                aria-hidden="true"
                className={`size-2.25 ${state === 'running' ? 'bg-accent' : styles[state]}`}
              />
              {t(state, { count: count(state) })}
            </span>
          ))}
      </p>
    </div>
  );
}
