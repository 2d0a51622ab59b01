import { cn } from './cn';

/** A grey bar in the place of what loads. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cn('block h-3 rounded-small bg-track', className)} />
);

const widths = ['w-24', 'w-32', 'w-20', 'w-28'];

/** Rows of a table that loads. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a placeholder have no identity
        <div key={row} className="flex h-row items-center gap-4 border-line border-b">
          <Skeleton className="w-3.5" />
          <Skeleton className={widths[row % widths.length]} />
          <Skeleton className="flex-1" />
          <Skeleton className="w-14" />
        </div>
      ))}
    </div>
  );
}
