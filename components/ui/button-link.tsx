'use client';

import Link from 'next/link';
import type { ComponentProps } from 'react';
import { type ButtonStyle, buttonStyle } from './button-style';
import { cn } from './cn';

/**
 * A link that looks like a button, for what leads to another page. It is not prefetched: each update of a page would
 * fetch the pages of all its links again.
 */
export function ButtonLink({
  variant,
  size,
  className,
  ...props
}: ComponentProps<typeof Link> & ButtonStyle) {
  return <Link prefetch={false} {...props} className={cn(buttonStyle({ variant, size }), className)} />;
}
