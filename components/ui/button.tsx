'use client';

import type { ComponentProps, MouseEvent } from 'react';
import { type ButtonStyle, buttonStyle } from './button-style';
import { cn } from './cn';
import { Tooltip } from './tooltip';

export interface ButtonProps extends ComponentProps<'button'>, ButtonStyle {
  /** Why it cannot be pressed. It stays focusable, so that the reason can be read by everyone. */
  disabledReason?: string | null;
  /** The request is still pending: further presses do nothing. */
  pending?: boolean;
}

export function Button({
  variant,
  size,
  className,
  disabledReason,
  pending = false,
  type = 'button',
  onClick,
  ...props
}: ButtonProps) {
  const isBlocked = pending || Boolean(disabledReason);
  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (isBlocked) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      {...props}
      type={type}
      onClick={handleClick}
      aria-disabled={isBlocked || undefined}
      aria-busy={pending || undefined}
      className={cn(buttonStyle({ variant, size }), className)}
    />
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}
