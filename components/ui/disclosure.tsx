'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from './cn';

interface DisclosureProps {
  summary: ReactNode;
  summaryClassName?: string;
  className?: string;
  /** Keeps it open, whatever was clicked. */
  isForced?: boolean;
  /** Only rendered while it is open. */
  children: () => ReactNode;
}

/** Content that is hidden until it is opened. */
export function Disclosure({
  summary,
  summaryClassName,
  className,
  isForced = false,
  children,
}: DisclosureProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  // browsers open it without script, so it may already be open when React hydrates it
  useEffect(() => setOpen(details.current?.open ?? false), []);
  return (
    <details
      ref={details}
      open={isOpen || isForced}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className={className}
      suppressHydrationWarning
    >
      <summary className={cn('w-fit cursor-pointer', summaryClassName)}>{summary}</summary>
      {isOpen || isForced ? children() : null}
    </details>
  );
}
