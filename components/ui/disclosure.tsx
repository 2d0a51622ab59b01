'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from './cn';

interface DisclosureProps {
  summary: ReactNode;
  summaryClassName?: string;
  className?: string;
  /** Keeps it open, whatever was clicked. */
  isForced?: boolean;
  /** Only made while it is open. */
  children: () => ReactNode;
}

/** Closed until somebody wants to see what is in it. */
export function Disclosure({
  summary,
  summaryClassName,
  className,
  isForced = false,
  children,
}: DisclosureProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  // a browser opens it without React, so it may be open before React is there to hear of it
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
