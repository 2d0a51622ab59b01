import type { ReactNode } from 'react';
import { cn } from './cn';

export interface Stat {
  key: string;
  name: ReactNode;
  /** A figure; units muted with Figure. */
  value: ReactNode;
  /** Small words beside the figure. */
  note?: ReactNode;
  tone?: 'plain' | 'warn' | 'crit';
}

const ink = { plain: '', warn: 'text-warn', crit: 'text-crit' };

/** A row of big figures. */
export function Stats({ stats, className }: { stats: readonly Stat[]; className?: string }) {
  return (
    <dl className={cn('flex flex-wrap gap-x-6 gap-y-3 md:gap-x-8', className)}>
      {stats.map((stat) => (
        <div key={stat.key} className="min-w-0">
          <dt className="text-ink-3 text-small">{stat.name}</dt>
          <dd
            className={cn(
              'whitespace-nowrap font-semibold text-title tracking-[-0.015em] [&_.text-ink-3]:text-body [&_.text-ink-3]:tracking-normal',
              ink[stat.tone ?? 'plain'],
            )}
          >
            {stat.value}
            {stat.note ? (
              <span className="ml-1.5 font-normal text-ink-3 text-small! tracking-normal">{stat.note}</span>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
