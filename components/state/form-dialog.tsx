'use client';

import { type ReactElement, type ReactNode, useId, useState } from 'react';
import { fieldOf, useFailureText } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { ActionResult, Failure } from '@/lib/model/action-result';

interface FormDialogProps {
  /** The button that opens it. */
  trigger: ReactElement;
  title: string;
  description: string;
  saveLabel: string;
  savedTitle: string; // reported when it went well
  wide?: boolean;
  /** Called before it opens, to reset fields that the caller controls. */
  onOpen?: () => void;
  save: (form: FormData) => Promise<ActionResult<unknown>>;
  /** The fields, with what went wrong in the last try. */
  children: (failure: Failure | null) => ReactNode;
}

/** A form in a dialog: it closes when it is saved, and stays open with the reason when it is not. */
export function FormDialog(props: FormDialogProps) {
  const { trigger, title, description, saveLabel, savedTitle, wide, onOpen, save, children } = props;
  const describe = useFailureText();
  const toast = useToast();
  const formId = useId();
  const [isOpen, setOpen] = useState(false);
  const { failure, isPending, submit, forget } = useFormAction(save, (failed) => {
    if (failed) return;
    toast({ tone: 'ok', title: savedTitle });
    setOpen(false);
  });
  const open = (value: boolean) => {
    forget();
    if (value) onOpen?.();
    setOpen(value);
  };
  return (
    <Dialog
      wide={wide}
      open={isOpen}
      onOpenChange={open}
      trigger={trigger}
      title={title}
      description={description}
      actions={
        <Button type="submit" form={formId} variant="primary" pending={isPending}>
          {saveLabel}
        </Button>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3" noValidate>
        {failure && !fieldOf(failure) ? (
          <Note tone="crit" alert>
            {describe(failure)}
          </Note>
        ) : null}
        {children(failure)}
      </form>
    </Dialog>
  );
}
