import type { ComponentProps } from 'react';

interface LinkProps extends ComponentProps<'a'> {
  prefetch?: boolean;
  replace?: boolean;
  scroll?: boolean;
}

/** Replaces next/link. */
export default function PlainLink({ prefetch: _p, replace: _r, scroll: _s, ...props }: LinkProps) {
  return <a {...props} />;
}
