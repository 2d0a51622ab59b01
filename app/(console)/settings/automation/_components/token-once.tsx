'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

interface TokenOnceProps {
  made: { name: string; token: string } | null;
  onClose: () => void;
}

/** Shows a token that was created just now, and how it is used. It is nowhere else: closing the dialog forgets it. */
export function TokenOnce({ made, onClose }: TokenOnceProps) {
  const t = useTranslations('automation.tokens');
  const [isCopied, setCopied] = useState(false);
  const close = () => {
    setCopied(false);
    onClose();
  };
  const copy = async () => {
    if (made === null) return;
    await navigator.clipboard?.writeText(made.token);
    setCopied(true);
  };
  const example = `curl -X POST ${typeof window === 'undefined' ? '' : window.location.origin}/api/failing-hosts \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"host": "kvm-03", "reason": "memory", "note": "EDAC"}'`;
  return (
    <Dialog
      open={made !== null}
      wide
      onOpenChange={(open) => (open ? undefined : close())}
      title={t('onceTitle', { name: made?.name ?? '' })}
      description={t('onceLede')}
      actions={
        <>
          <Button variant="primary" onClick={close}>
            {t('done')}
          </Button>
          <Button onClick={copy}>{isCopied ? t('copied') : t('copy')}</Button>
        </>
      }
    >
      <output className="block select-all break-all rounded-small border border-line-strong bg-sunk px-3 py-2 font-mono text-lead">
        {made?.token}
      </output>
      <p className="pt-3 pb-1 text-ink-2">{t('example')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, also by keyboard */}
      <pre
        tabIndex={0}
        className="overflow-x-auto rounded-small border border-line bg-sunk px-3 py-2 text-small"
      >
        {example}
      </pre>
    </Dialog>
  );
}
