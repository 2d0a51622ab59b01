'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/tag';

interface FilterInputProps {
  label: string;
  /** The search parameter that it writes; the page filters by it. */
  parameter?: string;
  /** How long after the last key; in milliseconds. */
  pauseMs?: number;
}

const PAUSE_MS = 250;

/** Filters a table through the URL, a moment after the last key. `/` jumps to it. */
export function FilterInput({ label, parameter = 'filter', pauseMs = PAUSE_MS }: FilterInputProps) {
  const router = useRouter();
  const pathname = usePathname();
  const parameters = useSearchParams();
  const [, startTransition] = useTransition();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || target.closest('input, textarea, select, [role=dialog]')) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', jump);
    return () => {
      document.removeEventListener('keydown', jump);
      clearTimeout(timer.current);
    };
  }, []);

  const apply = (value: string) => {
    const next = new URLSearchParams(parameters);
    if (value) next.set(parameter, value);
    else next.delete(parameter);
    next.delete('page');
    startTransition(() => router.replace(`${pathname}?${next}`, { scroll: false }));
  };

  return (
    <span className="relative inline-flex w-full sm:w-44">
      <Icon
        name="search"
        size={14}
        className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-ink-3"
      />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        defaultValue={parameters.get(parameter) ?? ''}
        onChange={(event) => {
          const { value } = event.target;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => apply(value), pauseMs);
        }}
        className="pr-8 pl-7 text-small md:h-6.5"
      />
      <span aria-hidden="true" className="absolute top-1/2 right-2 -translate-y-1/2 max-md:hidden">
        <Kbd>/</Kbd>
      </span>
    </span>
  );
}
