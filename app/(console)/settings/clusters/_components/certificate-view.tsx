'use client';

import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { Note } from '@/components/ui/note';
import { KeyValues } from '@/components/ui/page';
import { DateTime } from '@/components/ui/times';
import type { ServerCertificate } from '@/lib/model/endpoint';

interface CertificateViewProps {
  certificate: ServerCertificate;
  manager: string; // what shows it: vCenter
  isConfirmed: boolean;
  onConfirm: (isConfirmed: boolean) => void;
}

/** The certificate that a server shows, for a person to compare before a password is sent there. */
export function CertificateView({ certificate, manager, isConfirmed, onConfirm }: CertificateViewProps) {
  const t = useTranslations('clusters');
  const { fingerprint, subject, issuer, validUntil, isTrusted } = certificate;
  return (
    <section aria-label={t('certificate')} className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('certificate')}</h2>
      <KeyValues
        entries={[
          {
            key: 'fingerprint',
            name: t('fingerprint'),
            value: <span className="break-all font-mono text-small">{fingerprint}</span>,
          },
          { key: 'subject', name: t('certificateSubject'), value: subject },
          { key: 'issuer', name: t('certificateIssuer'), value: issuer },
          { key: 'until', name: t('certificateUntil'), value: <DateTime at={validUntil} /> },
        ]}
      />
      <Note tone={isTrusted ? 'ok' : 'warn'}>
        {t(isTrusted ? 'certificateTrusted' : 'certificateCompare', { manager })}
      </Note>
      <Checkbox
        label={t('certificateConfirm')}
        checked={isConfirmed}
        onChange={(event) => onConfirm(event.target.checked)}
      />
    </section>
  );
}
