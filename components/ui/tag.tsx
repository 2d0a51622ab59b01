import type { ReactNode } from 'react';
import { cn } from './cn';

/** A small quiet label beside a name: a rule, a kind. */
export function Tag({
  children,
  className,
  title,
}: {
  children: ReactNode;
  className?: string;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={cn(
        'inline-block whitespace-nowrap rounded-small border border-line-strong px-1.25 text-ink-2 text-micro',
        className,
      )}
    >
      {children}
    </span>
  );
}

/** Several of them, side by side. */
export const Tags = ({ tags }: { tags: readonly string[] }) => (
  <span className="inline-flex flex-wrap gap-1">
    {tags.map((tag) => (
      <Tag key={tag}>{tag}</Tag>
    ))}
  </span>
);

/** A code in small type, to search for. The sentence is shown elsewhere. */
export const Code = ({ children }: { children: ReactNode }) => (
  <code className="whitespace-nowrap font-mono text-ink-3 text-micro">{children}</code>
);

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="rounded-small border border-line-strong bg-sunk px-1.25 font-sans text-ink-3 text-micro">
    {children}
  </kbd>
);
