import type { ComponentProps } from 'react';
import { cn } from './cn';
import { controlStyle } from './control-style';
import { Icon } from './icon';

interface SelectProps extends ComponentProps<'select'> {
  options: readonly { value: string; label: string; disabled?: boolean }[];
}

/** The browser's own select: it works in a form without script, with every keyboard and reader. */
export function Select({ options, className, ...props }: SelectProps) {
  return (
    <span className={cn('relative inline-flex w-full', className)}>
      <select {...props} className={cn(controlStyle, 'appearance-none pr-8')}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon
        name="chevronDown"
        size={12}
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}
