import type { ReactNode } from 'react';
import { Icon } from './icon';
import type { IconName } from './icon-shapes';
import { Code } from './tag';

interface ProblemProps {
  title: ReactNode;
  children: ReactNode;
  icon?: IconName;
  tone?: 'crit' | 'unknown';
  code?: ReactNode;
  actions?: ReactNode;
}

/** A page that cannot be shown: what happened, what is safe, what to do. */
export function Problem({ title, children, icon = 'crit', tone = 'crit', code, actions }: ProblemProps) {
  return (
    <div className="grid min-h-[50vh] content-center justify-items-start gap-1 px-4 md:px-gutter">
      <span data-tone={tone} className="mb-1 text-(--tone-ink)">
        <Icon name={icon} size={20} />
      </span>
      <h1 className="font-semibold text-title tracking-[-0.015em]">{title}</h1>
      <p className="max-w-[70ch] text-ink-2">{children}</p>
      {code ? <Code>{code}</Code> : null}
      {actions ? <div className="mt-3 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}
