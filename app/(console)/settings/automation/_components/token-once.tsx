'use client';

import { useTranslations } from 'next-intl';
import { SecretOnce } from '@/components/domain/secret-once';
import { apiPaths } from '@/lib/model/paths';

interface TokenOnceProps {
  made: { name: string; token: string } | null;
  onClose: () => void;
}

/** Shows a token that was created just now, and how it is used. */
export function TokenOnce({ made, onClose }: TokenOnceProps) {
  const t = useTranslations('automation.tokens');
  const example = `curl -X POST ${typeof window === 'undefined' ? '' : window.location.origin}${apiPaths.failingHosts()} \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"host": "kvm-03", "reason": "memory", "note": "EDAC"}'`;
  return (
    <SecretOnce
      secret={made?.token ?? null}
      title={t('onceTitle', { name: made?.name ?? '' })}
      lede={t('onceLede')}
      labels={{ done: t('done'), copy: t('copy'), copied: t('copied') }}
      onClose={onClose}
    >
      <p className="pt-3 pb-1 text-ink-2">{t('example')}</p>
      <pre className="whitespace-pre-wrap break-all rounded-small border border-line bg-sunk px-3 py-2 text-small">
        {example}
      </pre>
    </SecretOnce>
  );
}
