import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import type { IconName } from './icon-shapes';

export type Tone = 'plain' | 'ok' | 'warn' | 'crit' | 'accent' | 'unknown';

/** Everywhere, or only on a phone. */
export type GlyphOnly = boolean | 'phone';

interface StatusProps {
  icon: IconName;
  tone: Tone;
  /** The word. */
  children: ReactNode;
  /** In dense places only screen readers get the word, so a tooltip or the row's text must also contain it. */
  glyphOnly?: GlyphOnly;
  className?: string;
}

/** Glyph, word and colour together: the shape alone is enough. */
export function Status({ icon, tone, children, glyphOnly = false, className }: StatusProps) {
  return (
    <span
      data-tone={tone}
      className={cn(
        'inline-flex h-5 items-center align-top gap-1.25 whitespace-nowrap font-medium text-(--tone-ink)',
        className,
      )}
    >
      <Icon name={icon} size={14} />
      <span className={cn(glyphOnly === 'phone' ? 'max-md:sr-only' : glyphOnly && 'sr-only')}>
        {children}
      </span>
    </span>
  );
}
