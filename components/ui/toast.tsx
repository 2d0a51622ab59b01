'use client';

import { useTranslations } from 'next-intl';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Button } from './button';
import { ButtonLink } from './button-link';
import { Icon } from './icon';
import type { IconName } from './icon-shapes';

interface ToastMessage {
  tone: 'ok' | 'warn' | 'crit';
  title: string;
  description?: string;
  /** The next step. */
  action?: { label: string; href: string } | { label: string; onSelect: () => void };
}

const icons: Record<ToastMessage['tone'], IconName> = { ok: 'ok', warn: 'warn', crit: 'failed' };

const ToastContext = createContext<(message: ToastMessage) => void>(() => {});

/** Returns a function that says what happened, for a few seconds, at the bottom right. */
export const useToast = () => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const [messages, setMessages] = useState<(ToastMessage & { id: number })[]>([]);
  const show = useCallback((message: ToastMessage) => {
    setMessages((shown) => [...shown.slice(-3), { ...message, id: (shown.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  const remove = (id: number) => setMessages((shown) => shown.filter((message) => message.id !== id));
  return (
    <ToastContext value={show}>
      <Radix.Provider label={t('notification')} duration={8000}>
        {children}
        {messages.map((message) => (
          <ToastCard
            key={message.id}
            message={message}
            closeLabel={t('close')}
            onClose={() => remove(message.id)}
          />
        ))}
        <Radix.Viewport
          label={t('notifications')}
          className="fixed right-3 bottom-[calc(var(--spacing-job-bar)+0.75rem)] z-50 flex w-90 max-w-[calc(100vw-1.5rem)] flex-col gap-2"
        />
      </Radix.Provider>
    </ToastContext>
  );
}

function ToastCard({
  message,
  closeLabel,
  onClose,
}: {
  message: ToastMessage;
  closeLabel: string;
  onClose: () => void;
}) {
  return (
    <Radix.Root
      data-tone={message.tone}
      type={message.tone === 'ok' ? 'background' : 'foreground'}
      onOpenChange={(open) => (open ? undefined : onClose())}
      className="ground-raised flex gap-2.5 rounded-small border border-line-strong border-l-(--tone-ink) border-l-3 px-3 py-2.5 shadow-float"
    >
      <Icon name={icons[message.tone]} size={14} className="mt-0.75 text-(--tone-ink)" />
      <div className="min-w-0 flex-1">
        <Radix.Title className="font-semibold">{message.title}</Radix.Title>
        {message.description ? (
          <Radix.Description className="text-ink-2 text-small">{message.description}</Radix.Description>
        ) : null}
      </div>
      {message.action ? (
        <Radix.Action asChild altText={message.action.label}>
          {'href' in message.action ? (
            <ButtonLink size="small" href={message.action.href}>
              {message.action.label}
            </ButtonLink>
          ) : (
            <Button size="small" onClick={message.action.onSelect}>
              {message.action.label}
            </Button>
          )}
        </Radix.Action>
      ) : null}
      <Radix.Close asChild>
        <Button variant="ghost" size="iconSmall" aria-label={closeLabel}>
          <Icon name="close" size={12} />
        </Button>
      </Radix.Close>
    </Radix.Root>
  );
}
