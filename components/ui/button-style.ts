import { cva, type VariantProps } from 'class-variance-authority';

/** The appearance shared by buttons and by links that act like one. One primary a screen. */
export const buttonStyle = cva(
  [
    'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium',
    'aria-disabled:cursor-not-allowed aria-disabled:border-line-strong aria-disabled:bg-sunk aria-disabled:font-medium aria-disabled:text-ink-3',
  ],
  {
    variants: {
      variant: {
        plain: 'border-control bg-ground text-ink hover:border-ink-3 hover:bg-hover',
        primary:
          'border-accent bg-accent font-semibold text-on-accent hover:border-accent-strong hover:bg-accent-strong',
        danger: 'border-crit bg-ground text-crit hover:bg-crit-tint',
        ghost: 'border-transparent text-ink-2 hover:bg-hover hover:text-ink',
      },
      size: {
        normal: 'h-9 px-3 md:h-7.5',
        small: 'h-8 px-2.5 text-small md:h-6.5',
        icon: 'size-9 md:size-7.5',
        iconSmall: 'size-8 md:size-6.5',
      },
    },
    defaultVariants: { variant: 'plain', size: 'normal' },
  },
);

export type ButtonStyle = VariantProps<typeof buttonStyle>;
