import { useTranslations } from 'next-intl';
import { FromTo } from '@/components/ui/from-to';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { toneOfLoad, worseTone } from '@/lib/format/load';
import type { HostState } from '@/lib/model/host';
import { paths } from '@/lib/model/paths';
import type { Thresholds } from '@/lib/model/policy';
import { BeforeAfterFigures } from './before-after';
import { HostBadge } from './host-badge';
import { LoadBar } from './load-bar';

interface HostBeforeAfter {
  hostId: string;
  name: string;
  state: HostState;
  cpuBefore: number;
  cpuAfter: number;
  memoryBefore: number;
  memoryAfter: number;
  vmsBefore: number;
  vmsAfter: number;
}

interface RestOfClusterProps {
  caption: string;
  hosts: readonly HostBeforeAfter[];
  thresholds: Thresholds;
}

/** The hosts of a cluster before and after a plan, narrow enough for a side column. */
export function RestOfCluster({ caption, hosts, thresholds }: RestOfClusterProps) {
  const t = useTranslations('common');
  const tFrame = useTranslations('frame');
  const tHosts = useTranslations('suggestions.hosts');
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <HeadCell>{tHosts('host')}</HeadCell>
          <HeadCell>{t('cpu')}</HeadCell>
          <HeadCell>{t('memory')}</HeadCell>
          <HeadCell numeric>{tFrame('vmsUnit')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {hosts.map((host) => (
          <Row key={host.hostId}>
            <Cell className="py-1.5">
              <span className="inline-flex items-center gap-1.5">
                <HostBadge {...conditionOf(host, thresholds)} glyphOnly />
                <TextLink quiet href={paths.host(host.hostId)}>
                  {host.name}
                </TextLink>
              </span>
            </Cell>
            <LoadCell
              name={t('cpu')}
              before={host.cpuBefore}
              after={host.cpuAfter}
              threshold={thresholds.cpuThresholdPercent}
            />
            <LoadCell
              name={t('memory')}
              before={host.memoryBefore}
              after={host.memoryAfter}
              threshold={thresholds.memoryThresholdPercent}
            />
            <Cell numeric className="text-ink-2">
              <FromTo from={host.vmsBefore} to={host.vmsAfter} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

function conditionOf(host: HostBeforeAfter, thresholds: RestOfClusterProps['thresholds']) {
  const load = worseTone(
    toneOfLoad(host.cpuBefore, thresholds.cpuThresholdPercent),
    toneOfLoad(host.memoryBefore, thresholds.memoryThresholdPercent),
  );
  const conditions = {
    online: { mode: 'active', connection: 'up', load },
    failing: { mode: 'active', connection: 'up', load, isFailing: true },
    draining: { mode: 'draining', connection: 'up', load },
    maintenance: { mode: 'maintenance', connection: 'up', load },
    offline: { mode: 'active', connection: 'unknown', load },
  } as const;
  return conditions[host.state];
}

function LoadCell(props: { name: string; before: number; after: number; threshold: number }) {
  const { name, before, after, threshold } = props;
  return (
    <Cell className="min-w-18 py-1.5">
      <BeforeAfterFigures beforePercent={before} afterPercent={after} thresholdPercent={threshold} />
      <span aria-hidden="true">
        <LoadBar name={name} percent={before} afterPercent={after} thresholdPercent={threshold} slim />
      </span>
    </Cell>
  );
}
