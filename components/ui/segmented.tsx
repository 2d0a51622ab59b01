'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';

export interface Segment {
  key: string;
  label: ReactNode;
  isCurrent: boolean;
  /** The link target; without it `onSelect` of the control is called. */
  href?: string;
}

interface SegmentedProps {
  label: string;
  segments: readonly Segment[];
  onSelect?: (key: string) => void;
  className?: string;
}

const segmentStyle =
  'inline-flex h-7.5 items-center whitespace-nowrap border-line border-l px-2.5 text-ink-2 text-small first:border-l-0 hover:text-ink aria-[current]:bg-selected aria-[current]:font-semibold aria-[current]:text-ink aria-pressed:bg-selected aria-pressed:font-semibold aria-pressed:text-ink focus-visible:-outline-offset-2 md:h-6';

/** A choice of one among few: links when the choice is part of the URL, otherwise buttons. */
export function Segmented({ label, segments, onSelect, className }: SegmentedProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would claim form controls
    <span
      role="group"
      aria-label={label}
      className={`inline-flex overflow-hidden rounded-control border border-line-strong bg-ground ${className ?? ''}`}
    >
      {segments.map((segment) =>
        segment.href ? (
          <Link
            key={segment.key}
            href={segment.href}
            scroll={false}
            prefetch={false}
            aria-current={segment.isCurrent ? 'true' : undefined}
            className={segmentStyle}
          >
            {segment.label}
          </Link>
        ) : (
          <button
            key={segment.key}
            type="button"
            aria-pressed={segment.isCurrent}
            onClick={() => onSelect?.(segment.key)}
            className={segmentStyle}
          >
            {segment.label}
          </button>
        ),
      )}
    </span>
  );
}
