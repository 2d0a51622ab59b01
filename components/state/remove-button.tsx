'use client';

import type { ActionResult } from '@/lib/model/action-result';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { useToast } from '../ui/toast';
import { useFailureText } from './use-failure-text';

interface RemoveButtonProps {
  label: string; // of the button, which shows a cross
  title: string;
  description: string;
  confirmLabel: string;
  done: string; // what is said once it is removed
  refusal: string | null; // why the person may not; null: they may
  remove: () => Promise<ActionResult<unknown>>;
}

/** A button that removes something after a confirmation. A failure stays in the dialog. */
export function RemoveButton(props: RemoveButtonProps) {
  const { label, title, description, confirmLabel, done, refusal, remove } = props;
  const describe = useFailureText();
  const toast = useToast();
  const button = (
    <Button variant="ghost" size="iconSmall" aria-label={label} disabledReason={refusal}>
      <Icon name="close" />
    </Button>
  );
  if (refusal) return button;
  const confirm = async () => {
    const result = await remove();
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: done });
  };
  return (
    <ConfirmDialog
      trigger={button}
      title={title}
      description={description}
      confirmLabel={confirmLabel}
      danger
      onConfirm={confirm}
    />
  );
}
