'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import type { DriverTraits } from '@/lib/model/driver-traits';
import type { OfferedCluster, ServerCertificate } from '@/lib/model/endpoint';
import { paths } from '@/lib/model/paths';
import type { TestedConnection } from '@/lib/services/clusters/test-cluster';
import { CertificateView } from '../../_components/certificate-view';
import {
  connectClustersAction,
  listOfferedAction,
  readCertificateAction,
  testEndpointAction,
} from '../../actions';
import { type ChosenCluster, ClusterChoice } from './cluster-choice';
import { EndpointFields, type TypedEndpoint } from './endpoint-fields';
import { TestResult } from './test-result';

const nothingTyped: TypedEndpoint = { address: '', user: '', secret: '' };

/**
 * Connects clusters of one address: its certificate is shown and confirmed before the password is sent there, then the
 * clusters are chosen, tried and stored.
 */
export function EndpointForm({ driver }: { driver: DriverTraits }) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(driver.kind);
  const describe = useFailureText();
  const toast = useToast();
  const router = useRouter();
  const [typed, setTyped] = useState(nothingTyped);
  const [certificate, setCertificate] = useState<ServerCertificate | null>(null);
  const [isConfirmed, confirm] = useState(false);
  const [offered, setOffered] = useState<OfferedCluster[] | null>(null);
  const [chosen, setChosen] = useState<ChosenCluster[]>([]);
  const [tested, setTested] = useState<TestedConnection[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, start] = useTransition();
  const errorOf = useFieldFailure(failure);
  const manager = words('manager');
  const entry = { driver: driver.kind, ...typed, fingerprint: certificate?.fingerprint ?? null };

  const change = (next: TypedEndpoint) => {
    if (next.address !== typed.address) {
      setCertificate(null);
      confirm(false);
    }
    setOffered(null);
    setTested(null);
    setTyped(next);
  };
  const ask = <T,>(question: () => Promise<ActionResult<T>>, use: (value: T) => void) =>
    start(async () => {
      const result = await question();
      setFailure(result.ok ? null : result);
      if (result.ok) use(result.value);
    });
  const showCertificate = () =>
    ask(() => readCertificateAction({ driver: driver.kind, address: typed.address }), setCertificate);
  const list = () =>
    ask(
      () => listOfferedAction(entry),
      (clusters) => {
        setOffered(clusters);
        setChosen([]);
      },
    );
  const test = () =>
    ask(() => testEndpointAction({ ...entry, configs: chosen.map(({ config }) => config) }), setTested);
  const connect = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask(
      () => connectClustersAction({ ...entry, clusters: chosen }),
      () => {
        const name = chosen.map((cluster) => cluster.name).join(', ');
        toast({ tone: 'ok', title: t('added', { name }), description: t('addedHint') });
        router.push(paths.clusterSettings());
      },
    );
  };
  return (
    <form onSubmit={connect} className="flex flex-col gap-6" noValidate>
      {failure && !fieldOf(failure) ? (
        <Note tone="crit" alert>
          {describe(failure)}
          {failure.facts.detail ? (
            <span className="block break-all font-mono text-micro">{failure.facts.detail}</span>
          ) : null}
        </Note>
      ) : null}
      <EndpointFields words={words} typed={typed} onChange={change} errorOf={errorOf} />
      {certificate ? (
        <CertificateView
          certificate={certificate}
          manager={manager}
          isConfirmed={isConfirmed}
          onConfirm={confirm}
        />
      ) : null}
      {offered ? (
        <ClusterChoice offered={offered} chosen={chosen} onChange={setChosen} errorOf={errorOf} />
      ) : null}
      {tested ? <TestResult tested={tested} /> : null}
      <div className="flex flex-wrap gap-2">
        {certificate === null ? (
          <Button variant="primary" onClick={showCertificate} pending={isBusy}>
            {t('showCertificate')}
          </Button>
        ) : null}
        {certificate !== null && offered === null ? (
          <Button
            variant="primary"
            onClick={list}
            pending={isBusy}
            disabledReason={isConfirmed ? null : t('certificateFirst')}
          >
            {t('listClusters')}
          </Button>
        ) : null}
        {offered ? (
          <>
            <Button
              type="submit"
              variant="primary"
              pending={isBusy}
              disabledReason={chosen.length > 0 ? null : t('chooseFirst')}
            >
              {t('connectChosen', { count: chosen.length })}
            </Button>
            <Button
              onClick={test}
              pending={isBusy}
              disabledReason={chosen.length > 0 ? null : t('chooseFirst')}
            >
              {t('test')}
            </Button>
          </>
        ) : null}
        <ButtonLink variant="ghost" href={paths.clusterSettings()}>
          {t('cancel')}
        </ButtonLink>
      </div>
    </form>
  );
}
