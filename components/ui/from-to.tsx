import type { ReactNode } from 'react';

/** From where to where, or before and after: `kvm-03 → kvm-07`. */
export const FromTo = ({ from, to }: { from: ReactNode; to: ReactNode }) => (
  <>
    {from}
    <span aria-hidden="true" className="px-1 text-ink-3">
      →
    </span>
    <span className="sr-only"> → </span>
    {to}
  </>
);
