import type { ReactNode } from 'react';
import { Icon } from './icon';
import type { IconName } from './icon-shapes';
import type { Tone } from './status';

interface EmptyProps {
  title: ReactNode;
  /** Why it is empty, and what would fill it. */
  children?: ReactNode;
  icon?: IconName;
  tone?: Tone;
  action?: ReactNode;
}

/** An empty list with the reason: nothing to do, nothing found, or nothing yet. */
export function Empty({ title, children, icon = 'cancel', tone = 'plain', action }: EmptyProps) {
  return (
    <div className="grid justify-items-start gap-1 border-line border-y py-6">
      <span data-tone={tone} className="mb-1 text-(--tone-ink)">
        <Icon name={icon} size={18} />
      </span>
      <p className="font-semibold">{title}</p>
      {children ? <div className="max-w-[70ch] text-ink-2">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap gap-2">{action}</div> : null}
    </div>
  );
}
