'use client';

import type { KeyboardEvent, ReactNode } from 'react';

const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Moves the focus with arrow keys, Home and End between the elements inside that have `data-arrow-item`. */
export function ArrowKeys({ children, className }: { children: ReactNode; className?: string }) {
  const handleKey = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-arrow-item]')];
    const at = items.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const step = steps[event.key];
    const next =
      event.key === 'Home' ? 0 : event.key === 'End' ? items.length - 1 : step === undefined ? at : at + step;
    if (next === at && step === undefined) return;
    event.preventDefault();
    items[Math.min(items.length - 1, Math.max(0, next))]?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: adds keys to the links inside, has no role itself
    <div onKeyDown={handleKey} className={className}>
      {children}
    </div>
  );
}
