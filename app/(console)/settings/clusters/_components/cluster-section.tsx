import { useLocale, useTranslations } from 'next-intl';
import { NetworkDialog } from '@/components/domain/network-dialog';
import { NetworkWarnings } from '@/components/domain/network-warnings';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { Tag } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { RelativeTime } from '@/components/ui/times';
import { formatLink } from '@/lib/format/link';
import type { DriverKind } from '@/lib/model/driver-traits';
import type { Connection } from '@/lib/model/host';
import { paths } from '@/lib/model/paths';
import type { ConfiguredCluster, ConfiguredHost } from '@/lib/views/settings/list-clusters';
import { editHostAction } from '../../../hosts/[hostId]/actions';
import { AddHost } from './add-host';
import { BalancerNote } from './balancer-note';
import { EditEndpoint } from './edit-endpoint';
import { FiguresForm } from './figures-form';
import { IntervalForm } from './interval-form';
import { RemoveCluster } from './remove-cluster';
import { RemoveHost } from './remove-host';

const appearances = {
  up: { icon: 'ok', tone: 'ok' },
  down: { icon: 'down', tone: 'crit' },
  unknown: { icon: 'unknown', tone: 'unknown' },
} as const satisfies Record<Connection, object>;

interface ClusterSectionProps {
  cluster: ConfiguredCluster;
  refusal: string | null; // why this person may change nothing here
}

/** One cluster: its hosts and how they are reached, its settings, and how to be rid of it. */
export function ClusterSection({ cluster, refusal }: ClusterSectionProps) {
  const t = useTranslations('clusters');
  const tReadiness = useTranslations('readiness');
  const words = useHypervisorWords(cluster.driver.kind);
  const isEntered = cluster.driver.hostFields.length > 0;
  const { endpoint, balancer } = cluster;
  const mayRemoveHosts = isEntered || endpoint !== null;
  const note = `${t('hostCount', { count: cluster.hosts.length })} · ${t('vmCount', { count: cluster.holds.vms })}`;
  return (
    <Section
      title={
        <span className="flex items-center gap-2 text-lead">
          {cluster.name}
          <Tag>{words('name')}</Tag>
        </span>
      }
      note={note}
      aside={
        <>
          {isEntered ? <AddHost cluster={cluster} refusal={refusal} /> : null}
          {endpoint ? (
            <EditEndpoint kind={cluster.driver.kind} endpoint={endpoint} refusal={refusal} />
          ) : null}
          <RemoveCluster cluster={cluster} refusal={refusal} />
        </>
      }
    >
      {endpoint ? (
        <p className="mb-2 break-all text-ink-3 text-small">
          {t('endpointOf', { manager: words('manager'), address: endpoint.address, user: endpoint.user })}
        </p>
      ) : null}
      <BalancerNote balancer={balancer} />
      <Table caption={t('caption', { name: cluster.name })}>
        <thead>
          <tr>
            <HeadCell className="md:w-56">{t('hosts')}</HeadCell>
            <HeadCell className="md:w-40">{t('state')}</HeadCell>
            {isEntered ? <HeadCell wideOnly>{words('uri')}</HeadCell> : null}
            <HeadCell wideOnly>{t('network')}</HeadCell>
            <HeadCell wideOnly>{t('version')}</HeadCell>
            {mayRemoveHosts ? <HeadCell /> : null}
          </tr>
        </thead>
        <tbody>
          {cluster.hosts.map((host) => (
            <HostRow key={host.id} host={host} cluster={cluster} refusal={refusal} />
          ))}
        </tbody>
      </Table>
      <div className="mt-4 grid gap-5">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <TextLink href={paths.clusterPolicy(cluster.id)}>{t('policy')}</TextLink>
          <p className="text-ink-3 text-small">{t('policyHint')}</p>
        </div>
        <div className="flex flex-wrap items-baseline gap-x-2">
          <TextLink href={paths.readiness(cluster.id)}>{tReadiness('link')}</TextLink>
          <p className="text-ink-3 text-small">{tReadiness('linkHint')}</p>
        </div>
        <IntervalForm cluster={cluster} refusal={refusal} />
        <FiguresForm cluster={cluster} refusal={refusal} />
      </div>
    </Section>
  );
}

interface HostRowProps extends ClusterSectionProps {
  host: ConfiguredHost;
}

function HostRow({ host, cluster, refusal }: HostRowProps) {
  const t = useTranslations('clusters');
  const describe = useFailureText();
  const isEntered = cluster.driver.hostFields.length > 0;
  const fault = host.connection === 'up' ? null : host.lastError;
  const lastSampleAt = host.connection === 'up' ? null : host.lastSampleAt;
  return (
    <Row>
      <Cell wrap>
        <span className="font-medium">{host.name}</span>
        {isEntered ? (
          <span className="block break-all text-ink-3 text-small md:hidden">{host.uri}</span>
        ) : null}
        <div className="md:hidden">
          <NetworkCell host={host} refusal={refusal} />
        </div>
      </Cell>
      <Cell wrap>
        <Status {...appearances[host.connection]}>{t(host.connection)}</Status>
        {lastSampleAt ? (
          <span className="block text-ink-3 text-small">
            {t.rich('lastSampled', { when: () => <RelativeTime at={lastSampleAt} /> })}
          </span>
        ) : null}
        {fault ? (
          <span className="block text-ink-3 text-small">
            {describe({ code: fault.code, facts: { host: host.name, ...fault.facts } })}
          </span>
        ) : null}
      </Cell>
      {isEntered ? (
        <Cell wideOnly wrap className="text-small">
          <Addresses host={host} kind={cluster.driver.kind} />
        </Cell>
      ) : null}
      <Cell wideOnly wrap>
        <NetworkCell host={host} refusal={refusal} />
      </Cell>
      <Cell wideOnly wrap className="text-ink-3">
        {host.version ?? '-'}
      </Cell>
      {isEntered || cluster.endpoint ? (
        <Cell numeric>
          <RemoveHost hostId={host.id} host={host.name} cluster={cluster.name} refusal={refusal} />
        </Cell>
      ) : null}
    </Row>
  );
}

function NetworkCell({ host, refusal }: { host: ConfiguredHost; refusal: string | null }) {
  const t = useTranslations('migration.hostNetwork');
  const locale = useLocale();
  const { name, mbps, warnings } = host.network;
  const words = [name, mbps === null ? null : formatLink(mbps, locale)].filter(Boolean).join(', ');
  const button = (
    <Button
      variant="ghost"
      size="small"
      aria-label={t('editOf', { host: host.name })}
      disabledReason={refusal}
    >
      {t('edit')}
    </Button>
  );
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2">
        {words || <span className="text-ink-3">{t('unknown')}</span>}
        {refusal ? (
          button
        ) : (
          <NetworkDialog host={host} network={host.network} trigger={button} save={editHostAction} />
        )}
      </span>
      <NetworkWarnings warnings={warnings} />
    </>
  );
}

function Addresses({ host, kind }: { host: ConfiguredHost; kind: DriverKind }) {
  const words = useHypervisorWords(kind);
  const others = [
    { key: 'peer', label: words('peerUri'), value: host.peerUri },
    { key: 'migration', label: words('migrationAddress'), value: host.migrationAddress },
  ].filter((entry) => entry.value !== null);
  return (
    <>
      <span className="break-all">{host.uri}</span>
      {others.map(({ key, label, value }) => (
        <span key={key} className="block break-all text-ink-3">
          {label}: {value}
        </span>
      ))}
    </>
  );
}
