'use client';

import { createElement } from 'react';
import { cn } from './cn';
import { type IconName, type IconShape, iconShapes } from './icon-shapes';

interface IconProps {
  name: IconName;
  size?: number;
  /** Read out in place of the shape. Without it the icon is decoration, and a word must be beside it. */
  label?: string;
  className?: string;
}

/** One glyph, in the colour of the text around it. It is a client component, so that an update has its name and not its shape. */
export function Icon({ name, size = 16, label, className }: IconProps) {
  const shape: IconShape = iconShapes[name];
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by its label, or hidden
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="2.25"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cn('block shrink-0', className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {shape.parts.map(([tag, attributes], i) =>
        createElement(tag, { ...attributes, ...paintOf(shape, i), key: `${name} ${i}` }),
      )}
    </svg>
  );
}

function paintOf({ filled }: IconShape, part: number) {
  if (!filled) return undefined;
  return part === 0 ? { fill: 'currentColor' } : { stroke: 'var(--glyph-ground)' };
}
