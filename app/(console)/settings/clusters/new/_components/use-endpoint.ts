import { useState, useTransition } from 'react';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import type { DriverKind } from '@/lib/model/driver-traits';
import { joinFingerprints, type OfferedCluster, type ServerCertificate } from '@/lib/model/endpoint';
import type { TestedConnection } from '@/lib/services/clusters/test-cluster';
import {
  connectClustersAction,
  listOfferedAction,
  readCertificatesAction,
  testEndpointAction,
} from '../../actions';
import type { ChosenCluster } from './cluster-choice';
import type { TypedEndpoint } from './endpoint-fields';

const nothingTyped: TypedEndpoint = { address: '', user: '', secret: '' };

/** An address on its way to being connected: what is typed, what was answered, and what can be asked next. */
export function useEndpoint(driver: DriverKind, onConnected: (names: string[]) => void) {
  const [typed, setTyped] = useState(nothingTyped);
  const [certificates, setCertificates] = useState<ServerCertificate[] | null>(null);
  const [isConfirmed, confirm] = useState(false);
  const [offered, setOffered] = useState<OfferedCluster[] | null>(null);
  const [chosen, choose] = useState<ChosenCluster[]>([]);
  const [tested, setTested] = useState<TestedConnection[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, start] = useTransition();
  const entry = { driver, ...typed, fingerprint: certificates && joinFingerprints(certificates) };

  const ask = <T>(question: () => Promise<ActionResult<T>>, use: (value: T) => void) =>
    start(async () => {
      const result = await question();
      setFailure(result.ok ? null : result);
      if (result.ok) use(result.value);
    });
  /** Another address has another certificate, and another user sees other clusters. */
  const type = (next: TypedEndpoint) => {
    if (next.address !== typed.address) {
      setCertificates(null);
      confirm(false);
    }
    setOffered(null);
    choose([]);
    setTested(null);
    setTyped(next);
  };
  return {
    typed,
    type,
    certificates,
    isConfirmed,
    confirm,
    offered,
    chosen,
    choose,
    tested,
    failure,
    isBusy,
    showCertificates: () =>
      ask(() => readCertificatesAction({ driver, address: typed.address }), setCertificates),
    list: () => ask(() => listOfferedAction(entry), setOffered),
    test: () =>
      ask(() => testEndpointAction({ ...entry, configs: chosen.map(({ config }) => config) }), setTested),
    connect: () =>
      ask(
        () => connectClustersAction({ ...entry, clusters: chosen }),
        () => onConnected(chosen.map(({ name }) => name)),
      ),
  };
}
