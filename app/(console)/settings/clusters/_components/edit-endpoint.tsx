'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { FormDialog } from '@/components/state/form-dialog';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import type { Failure } from '@/lib/model/action-result';
import type { DriverKind } from '@/lib/model/driver-traits';
import { joinFingerprints, type ServerCertificate } from '@/lib/model/endpoint';
import type { ConfiguredEndpoint } from '@/lib/views/settings/list-clusters';
import { editEndpointAction, readCertificatesAction } from '../actions';
import { CertificatesView } from './certificates-view';
import { useEndpointFailure } from './use-endpoint-failure';

interface EditEndpointProps {
  kind: DriverKind;
  endpoint: ConfiguredEndpoint;
  refusal: string | null;
}

/** What is typed: an empty password and no confirmed certificate leave the stored ones. */
interface TypedAccess {
  user: string;
  secret: string;
  fingerprint: string | null;
}

/** Changes user, password and certificate of what serves a cluster. The stored password is never shown. */
export function EditEndpoint({ kind, endpoint, refusal }: EditEndpointProps) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(kind);
  const unchanged: TypedAccess = { user: endpoint.user, secret: '', fingerprint: null };
  const [typed, setTyped] = useState(unchanged);
  return (
    <FormDialog
      wide
      trigger={
        <Button size="small" disabledReason={refusal}>
          {t('editEndpointOpen')}
        </Button>
      }
      title={t('editEndpoint', { manager: words('manager') })}
      description={endpoint.address}
      saveLabel={t('saveEndpoint')}
      savedTitle={t('endpointSaved', { address: endpoint.address })}
      onOpen={() => setTyped(unchanged)}
      save={() =>
        editEndpointAction({
          endpointId: endpoint.id,
          user: typed.user,
          secret: typed.secret,
          fingerprint: typed.fingerprint ?? endpoint.fingerprint,
        })
      }
    >
      {(failure) => (
        <Access kind={kind} address={endpoint.address} typed={typed} onChange={setTyped} failure={failure} />
      )}
    </FormDialog>
  );
}

interface AccessProps {
  kind: DriverKind;
  address: string;
  typed: TypedAccess;
  onChange: (typed: TypedAccess) => void;
  failure: Failure | null;
}

function Access({ kind, address, typed, onChange, failure }: AccessProps) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(kind);
  const describe = useFailureText();
  const errorOf = useEndpointFailure(kind, failure);
  const [certificates, setCertificates] = useState<ServerCertificate[] | null>(null);
  const [unread, setUnread] = useState<Failure | null>(null);
  const [isReading, start] = useTransition();
  const read = () =>
    start(async () => {
      const result = await readCertificatesAction({ driver: kind, address });
      setUnread(result.ok ? null : result);
      if (result.ok) setCertificates(result.value);
    });
  return (
    <div className="flex flex-col gap-4">
      <Field label={words('user')} error={errorOf('user')}>
        <Input
          value={typed.user}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => onChange({ ...typed, user: event.target.value })}
        />
      </Field>
      <Field label={words('secret')} hint={t('secretKept')} error={errorOf('secret')}>
        <Input
          type="password"
          value={typed.secret}
          maxLength={1000}
          autoComplete="new-password"
          onChange={(event) => onChange({ ...typed, secret: event.target.value })}
        />
      </Field>
      {unread ? (
        <Note tone="crit" alert>
          {describe(unread)}
        </Note>
      ) : null}
      {certificates ? (
        <CertificatesView
          certificates={certificates}
          manager={words('manager')}
          isConfirmed={typed.fingerprint === joinFingerprints(certificates)}
          onConfirm={(isConfirmed) =>
            onChange({ ...typed, fingerprint: isConfirmed ? joinFingerprints(certificates) : null })
          }
        />
      ) : (
        <div>
          <Button size="small" onClick={read} pending={isReading}>
            {t('showCertificate')}
          </Button>
        </div>
      )}
    </div>
  );
}
