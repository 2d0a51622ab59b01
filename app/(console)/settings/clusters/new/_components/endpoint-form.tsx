'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { fieldOf, useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import type { DriverTraits } from '@/lib/model/driver-traits';
import { paths } from '@/lib/model/paths';
import { CertificatesView } from '../../_components/certificates-view';
import { useEndpointFailure } from '../../_components/use-endpoint-failure';
import { ClusterChoice } from './cluster-choice';
import { EndpointFields } from './endpoint-fields';
import { TestResult } from './test-result';
import { useEndpoint } from './use-endpoint';

/**
 * Connects clusters of one address: its certificate is shown and confirmed before the password is sent there, then the
 * clusters are chosen, tried and stored.
 */
export function EndpointForm({ driver }: { driver: DriverTraits }) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(driver.kind);
  const toast = useToast();
  const router = useRouter();
  const endpoint = useEndpoint(driver.kind, (names) => {
    toast({ tone: 'ok', title: t('added', { name: names.join(', ') }), description: t('addedHint') });
    router.push(paths.clusterSettings());
  });
  const { typed, certificates, isConfirmed, offered, chosen, tested, failure } = endpoint;
  const errorOf = useEndpointFailure(driver.kind, failure);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (chosen.length > 0) endpoint.connect();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-6" noValidate>
      {failure && !fieldOf(failure) ? <EndpointFailure failure={failure} /> : null}
      <EndpointFields words={words} typed={typed} onChange={endpoint.type} errorOf={errorOf} />
      {certificates ? (
        <CertificatesView
          certificates={certificates}
          manager={words('manager')}
          isConfirmed={isConfirmed}
          onConfirm={endpoint.confirm}
        />
      ) : null}
      {offered ? (
        <ClusterChoice offered={offered} chosen={chosen} onChange={endpoint.choose} errorOf={errorOf} />
      ) : null}
      {tested ? <TestResult tested={tested} /> : null}
      <div className="flex flex-wrap gap-2">
        <NextStep endpoint={endpoint} />
        <ButtonLink variant="ghost" href={paths.clusterSettings()}>
          {t('cancel')}
        </ButtonLink>
      </div>
    </form>
  );
}

function EndpointFailure({ failure }: { failure: Failure }) {
  const describe = useFailureText();
  return (
    <Note tone="crit" alert>
      {describe(failure)}
      {failure.facts.detail ? (
        <span className="block break-all font-mono text-micro">{failure.facts.detail}</span>
      ) : null}
    </Note>
  );
}

/** What can be done now: one step after the other. */
function NextStep({ endpoint }: { endpoint: ReturnType<typeof useEndpoint> }) {
  const t = useTranslations('clusters');
  const { certificates, isConfirmed, offered, chosen, isBusy } = endpoint;
  if (certificates === null)
    return (
      <Button variant="primary" onClick={endpoint.showCertificates} pending={isBusy}>
        {t('showCertificate')}
      </Button>
    );
  if (offered === null)
    return (
      <Button
        variant="primary"
        onClick={endpoint.list}
        pending={isBusy}
        disabledReason={isConfirmed ? null : t('certificateFirst')}
      >
        {t('listClusters')}
      </Button>
    );
  const reason = chosen.length > 0 ? null : t('chooseFirst');
  return (
    <>
      <Button type="submit" variant="primary" pending={isBusy} disabledReason={reason}>
        {t('connectChosen', { count: chosen.length })}
      </Button>
      <Button onClick={endpoint.test} pending={isBusy} disabledReason={reason}>
        {t('test')}
      </Button>
    </>
  );
}
