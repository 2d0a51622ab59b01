'use client';

import type { CSSProperties, ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

/** Space for the labels of the vertical axis, the same in all charts, so that charts under each other line up. */
export const AXIS_WIDTH = 38;
export const chartMargin = { top: 6, right: 2, bottom: 0, left: 0 };

export const axisStyle = {
  tick: { fontSize: 11, fill: 'var(--color-ink-3)' },
  tickLine: false,
  axisLine: { stroke: 'var(--color-line-strong)' },
} as const;

export const gridStyle = { stroke: 'var(--color-line)', vertical: false } as const;

/** Nothing moves by itself: a refresh every few seconds would make it dance. */
export const still = { isAnimationActive: false } as const;

/** Hatching for what is not known and for what was skipped. */
export function Hatch({ id, color, ground }: { id: string; color: string; ground?: string }) {
  return (
    <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      {ground ? <rect width="5" height="5" fill={ground} /> : null}
      <path d="M1 0V5" stroke={color} strokeWidth="1.5" />
    </pattern>
  );
}

/** The box that follows the pointer. */
export function HoverBox({
  title,
  rows,
}: {
  title: ReactNode;
  rows: readonly { key: string; name: ReactNode; value: ReactNode }[];
}) {
  return (
    <div className="rounded-control border border-line-strong bg-raised px-2.5 py-1.5 text-small shadow-float">
      <p className="text-ink-3">{title}</p>
      {rows.map((row) => (
        <p key={row.key} className="flex justify-between gap-4">
          <span>{row.name}</span>
          <b>{row.value}</b>
        </p>
      ))}
    </div>
  );
}

export interface LaneMark {
  key: string;
  at: number;
  shape: MoveShapeName;
  title: string;
}

interface MoveLaneProps {
  marks: readonly LaneMark[];
  from: number;
  to: number;
  className?: string;
}

/** Marks of migrations under or between charts, on the charts' own time scale. */
export function MoveLane({ marks, from, to, className }: MoveLaneProps) {
  const inset = { left: AXIS_WIDTH, right: chartMargin.right };
  return (
    <div
      className={cn('relative h-3.5', className)}
      style={{ marginLeft: inset.left, marginRight: inset.right }}
    >
      {marks.map((mark) => {
        const style: CSSProperties = { left: `${((mark.at - from) / (to - from)) * 100}%` };
        return (
          <span key={mark.key} title={mark.title} style={style} className="absolute -ml-1.25 text-ink-2">
            <MoveShape shape={mark.shape} />
          </span>
        );
      })}
    </div>
  );
}

/** A VM that came in points down and is filled, one that left points up and is hollow; otherwise a filled mark. */
type MoveShapeName = 'in' | 'out' | 'mark';

const moveShapes: Record<MoveShapeName, ReactNode> = {
  in: <path d="M1 1.5h8L5 8.5Z" fill="currentColor" stroke="currentColor" />,
  out: <path d="M1 8.5h8L5 1.5Z" fill="none" stroke="currentColor" />,
  mark: <path d="M1.5 9h7L5 3Z" fill="currentColor" stroke="currentColor" />,
};

export function MoveShape({ shape }: { shape: MoveShapeName }) {
  return (
    <svg viewBox="0 0 10 10" width="10" height="12" aria-hidden="true" className="inline-block">
      {moveShapes[shape]}
    </svg>
  );
}

/** One entry of a legend: a swatch and its word. */
export const LegendEntry = ({ swatch, children }: { swatch: ReactNode; children: ReactNode }) => (
  <span className="inline-flex items-center gap-1.25">
    {swatch}
    {children}
  </span>
);
