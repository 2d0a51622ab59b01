import type { ComponentProps } from 'react';
import { cn } from './cn';
import { controlStyle } from './control-style';

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...props} className={cn(controlStyle, className)} />;
}

export function TextArea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea {...props} className={cn(controlStyle, 'h-auto min-h-20 py-1.5 md:h-auto', className)} />;
}
