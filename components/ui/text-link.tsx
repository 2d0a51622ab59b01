import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from './cn';

/**
 * A link in running text or beside a title, not prefetched like other links. `quiet`: in the colour of its surroundings,
 * as names in tables.
 */
export function TextLink({ quiet, className, ...props }: ComponentProps<typeof Link> & { quiet?: boolean }) {
  const colour = quiet ? 'text-inherit' : 'text-accent';
  return (
    <Link
      prefetch={false}
      {...props}
      className={cn(colour, 'underline-offset-2 hover:underline', className)}
    />
  );
}
