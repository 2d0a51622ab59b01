'use client';

import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { Note } from '@/components/ui/note';
import { KeyValues } from '@/components/ui/page';
import { DateTime } from '@/components/ui/times';
import type { ServerCertificate } from '@/lib/model/endpoint';

interface CertificatesViewProps {
  certificates: readonly ServerCertificate[]; // of each server that answered
  manager: string; // what shows them: vCenter
  isConfirmed: boolean;
  onConfirm: (isConfirmed: boolean) => void;
}

/** The certificates that servers show, for a person to compare before a secret is sent there. */
export function CertificatesView({ certificates, manager, isConfirmed, onConfirm }: CertificatesViewProps) {
  const t = useTranslations('clusters');
  const count = certificates.length;
  const areTrusted = certificates.every(({ isTrusted }) => isTrusted);
  return (
    <section aria-label={t('certificates', { count })} className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('certificates', { count })}</h2>
      {certificates.map((certificate) => (
        <OneCertificate key={certificate.server} certificate={certificate} isNamed={count > 1} />
      ))}
      <Note tone={areTrusted ? 'ok' : 'warn'}>
        {t(areTrusted ? 'certificateTrusted' : 'certificateCompare', { manager, count })}
      </Note>
      <Checkbox
        label={t('certificateConfirm', { count })}
        checked={isConfirmed}
        onChange={(event) => onConfirm(event.target.checked)}
      />
    </section>
  );
}

function OneCertificate({ certificate, isNamed }: { certificate: ServerCertificate; isNamed: boolean }) {
  const t = useTranslations('clusters');
  const { server, fingerprint, subject, issuer, validUntil } = certificate;
  return (
    <KeyValues
      entries={[
        ...(isNamed ? [{ key: 'server', name: t('certificateServer'), value: server }] : []),
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
  );
}
