'use client';

import { useTranslations } from 'next-intl';
import { AlertDialog as Radix } from 'radix-ui';
import { type ReactNode, useState, useTransition } from 'react';
import { Button } from './button';

interface ConfirmDialogProps {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  /** What will happen, and that it cannot be undone. */
  description: ReactNode;
  children?: ReactNode;
  /** The verb itself, never "OK". */
  confirmLabel: string;
  danger?: boolean;
  /** Returns a sentence about the failure, or nothing. The dialog stays open on a failure. */
  onConfirm: () => Promise<string | undefined> | Promise<void>;
}

/** Asks once before an action that interrupts something or cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, title, description, children, confirmLabel, danger = false, onConfirm } = props;
  const t = useTranslations('common');
  const [isOpenHere, setOpenHere] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const setOpen = (open: boolean) => {
    setFailure(undefined);
    setOpenHere(open);
    props.onOpenChange?.(open);
  };
  const confirm = () =>
    startTransition(async () => {
      const message = await onConfirm();
      if (message) setFailure(message);
      else setOpen(false);
    });
  return (
    <Radix.Root open={props.open ?? isOpenHere} onOpenChange={setOpen}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content className="ground-raised fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-control border border-line-strong p-4 shadow-dialog">
          <Radix.Title className="font-semibold text-lead">{title}</Radix.Title>
          <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description>
          {children ? <div className="mt-3">{children}</div> : null}
          {failure ? (
            <p role="alert" className="mt-3 text-crit">
              {failure}
            </p>
          ) : null}
          <div className="mt-4 flex flex-wrap gap-2">
            <Button variant={danger ? 'danger' : 'primary'} pending={isPending} onClick={confirm}>
              {confirmLabel}
            </Button>
            <Radix.Cancel asChild>
              <Button variant="ghost">{t('back')}</Button>
            </Radix.Cancel>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
