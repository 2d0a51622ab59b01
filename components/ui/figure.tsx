import type { ReactNode } from 'react';
import type { Quantity } from '@/lib/format/quantity';
import { cn } from './cn';

/** Figures with their units muted: `2 min 40 s`. */
export function Figure({ of, className }: { of: Quantity | readonly Quantity[]; className?: string }) {
  const quantities = 'value' in of ? [of] : of;
  return (
    <span className={cn('whitespace-nowrap', className)}>
      {quantities.map((quantity, i) => (
        <span key={`${quantity.unit}${quantity.value}`}>
          {i > 0 ? ' ' : ''}
          {quantity.value}
          {quantity.unit ? <Unit>{quantity.unit}</Unit> : null}
        </span>
      ))}
    </span>
  );
}

export const Unit = ({ children }: { children: ReactNode }) => (
  <span className="font-normal text-ink-3">
    {'\u202f'}
    {children}
  </span>
);
