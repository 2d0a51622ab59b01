'use client';

import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

interface SecretOnceProps {
  secret: string | null; // null: closed
  title: string;
  lede: string;
  labels: { done: string; copy: string; copied: string };
  onClose: () => void;
  /** What follows it, such as how it is used: the dialog is wide then. */
  children?: ReactNode;
}

/** Shows a secret that was made up just now. It is nowhere else: closing the dialog forgets it. */
export function SecretOnce({ secret, title, lede, labels, onClose, children }: SecretOnceProps) {
  const [isCopied, setCopied] = useState(false);
  const close = () => {
    setCopied(false);
    onClose();
  };
  const copy = async () => {
    if (secret === null) return;
    await navigator.clipboard?.writeText(secret);
    setCopied(true);
  };
  return (
    <Dialog
      open={secret !== null}
      wide={children !== undefined}
      onOpenChange={(open) => (open ? undefined : close())}
      title={title}
      description={lede}
      actions={
        <>
          <Button variant="primary" onClick={close}>
            {labels.done}
          </Button>
          <Button onClick={copy}>{isCopied ? labels.copied : labels.copy}</Button>
        </>
      }
    >
      <output className="block select-all break-all rounded-small border border-line-strong bg-sunk px-3 py-2 font-mono text-lead">
        {secret}
      </output>
      {children}
    </Dialog>
  );
}
