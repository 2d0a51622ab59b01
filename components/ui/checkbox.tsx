import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';

interface ChoiceProps extends Omit<ComponentProps<'input'>, 'type'> {
  /** Leave out only with an `aria-label`, as in a table row. */
  label?: ReactNode;
  hint?: ReactNode;
}

const boxStyle =
  'peer size-4.5 shrink-0 appearance-none border-[1.5px] border-control bg-ground disabled:bg-sunk md:size-3.5';

/** A native checkbox, so that it takes part in its form. */
export function Checkbox({ label, hint, className, ...props }: ChoiceProps) {
  return (
    <Choice label={label} hint={hint} className={className}>
      <span className="relative grid h-5 place-items-center">
        <input
          {...props}
          type="checkbox"
          className={cn(boxStyle, 'rounded-small checked:border-accent checked:bg-accent')}
        />
        <Icon
          name="check"
          size={10}
          className="pointer-events-none absolute text-on-accent opacity-0 peer-checked:opacity-100"
        />
      </span>
    </Choice>
  );
}

/** One of several; radios of the same `name` belong together. */
export function Radio({ label, hint, className, ...props }: ChoiceProps) {
  return (
    <Choice label={label} hint={hint} className={className}>
      <span className="grid h-5 place-items-center">
        <input
          {...props}
          type="radio"
          className={cn(boxStyle, 'rounded-full checked:border-[4.5px] checked:border-accent')}
        />
      </span>
    </Choice>
  );
}

function Choice({
  label,
  hint,
  className,
  children,
}: Pick<ChoiceProps, 'label' | 'hint' | 'className'> & { children: ReactNode }) {
  if (!label) return <span className={cn('inline-flex', className)}>{children}</span>;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={cn('flex items-start gap-2', className)}>
      {children}
      <span className="min-w-0">
        {label}
        {hint ? <span className="text-ink-3 text-small"> {hint}</span> : null}
      </span>
    </label>
  );
}
