import type { BarKind, PhaseBar as Part } from '@/lib/views/patches/phase-bars';

/** The time that a timeline shows, in ms. */
export interface Span {
  from: number;
  to: number;
}

export const share = (at: number, { from, to }: Span): number =>
  Math.min(100, Math.max(0, (100 * (at - from)) / Math.max(1, to - from)));

/** Each part differs by its shade and by its edge: colour alone says nothing. */
export const barStyles: Record<BarKind, string> = {
  evacuate: 'border-accent bg-fill-accent',
  wait: 'border-control bg-sunk',
  step: 'border-edge bg-fill',
  return: 'border-edge border-dashed bg-ground',
  settle: 'border-control bg-sunk',
  refill: 'border-accent bg-selected',
};

interface BarProps {
  bars: readonly Part[];
  expected: { from: Date; to: Date } | null;
  span: Span;
}

/** What happened to a host, and an outline of what is still expected. */
export function HostBar({ bars, expected, span }: BarProps) {
  const place = (from: Date, to: Date) => ({
    left: `${share(from.getTime(), span)}%`,
    width: `max(2px, ${share(to.getTime(), span) - share(from.getTime(), span)}%)`,
  });
  return (
    <span aria-hidden="true" className="relative block h-4">
      {expected ? (
        <span
          style={place(expected.from, expected.to)}
          className="absolute inset-y-0.5 rounded-[2px] border border-control border-dashed"
        />
      ) : null}
      {bars.map(({ kind, from, to }) => (
        <span
          key={kind}
          style={place(from, to)}
          className={`absolute inset-y-0.5 border ${barStyles[kind]}`}
        />
      ))}
    </span>
  );
}
