import { cn } from './cn';
import { type IconName, iconShapes } from './icon-shapes';

interface IconProps {
  name: IconName;
  size?: number;
  /** Read out in place of the shape. Without it the icon is decoration, and a word must is beside it. */
  label?: string;
  className?: string;
}

/** One glyph of the project's own set, in the colour of the text around it. */
export function Icon({ name, size = 16, label, className }: IconProps) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by its label, or hidden
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cn('block shrink-0', className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {iconShapes[name]}
    </svg>
  );
}
