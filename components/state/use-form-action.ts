import { type FormEvent, useLayoutEffect, useRef, useState, useTransition } from 'react';
import type { ActionResult, Failure } from '@/lib/model/action-result';

/**
 * Sends a form to a server action without leaving the page. `failure` is the failure of the last try, until one succeeds;
 * `onEnd` hears how each has ended. A field that is at fault gets the focus.
 */
export function useFormAction(
  save: (form: FormData) => Promise<ActionResult<unknown>>,
  onEnd: (failure: Failure | null) => void,
) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const sent = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (failure) sent.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    sent.current = event.currentTarget;
    const form = new FormData(event.currentTarget);
    startTransition(async () => {
      const result = await save(form);
      setFailure(result.ok ? null : result);
      onEnd(result.ok ? null : result);
    });
  };
  return { failure, isPending, submit, forget: () => setFailure(null) };
}
