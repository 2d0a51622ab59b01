import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import type { IconName } from './icon-shapes';
import type { Tone } from './status';

const icons: Record<Tone, IconName> = {
  plain: 'info',
  ok: 'ok',
  warn: 'warn',
  crit: 'crit',
  accent: 'info',
  unknown: 'unknown',
};

interface NoteProps {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** Buttons with what can be done about it. */
  actions?: ReactNode;
  /** Read out immediately, if it appears as the result of an action. */
  alert?: boolean;
  className?: string;
}

/** A remark across the page, tinted, with the shape of its tone. */
export function Note({ tone = 'plain', title, children, actions, alert = false, className }: NoteProps) {
  return (
    <div
      data-tone={tone}
      role={alert ? 'alert' : undefined}
      className={cn(
        'flex flex-wrap gap-x-2.5 gap-y-2 rounded-r-small border-(--tone-ink) border-l-3 bg-(--tone-tint) px-3 py-2.5 [--glyph-ground:var(--tone-tint)]',
        className,
      )}
    >
      <Icon name={icons[tone]} size={14} className="mt-0.75 text-(--tone-ink)" />
      <div className="min-w-0 flex-1 basis-48">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="text-ink-2">{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-start gap-2">{actions}</div> : null}
    </div>
  );
}
