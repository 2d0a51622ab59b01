import { toneOfLoad } from '@/lib/format/load';
import { ArrowKeys } from '../ui/arrow-keys';
import { DenseStrips } from './dense-strips';
import { HeatColumn, type HeatHost } from './heat-column';
import { HeatGroup, type HeatGroupCluster, needsAxis } from './heat-group';
import { namePrefix } from './name-prefix';
import { packHosts } from './packed-hosts';
import { type HeatOrder, rankHosts } from './rank-hosts';

export interface HeatCluster extends HeatGroupCluster {
  id: string;
  /** By name. */
  hosts: readonly HeatHost[];
}

interface HeatStripProps {
  clusters: readonly HeatCluster[];
  order?: HeatOrder;
}

const NAMED_HOSTS = 60;

/**
 * One strip for all hosts: width is cores, height is load, CPU above the names and memory below, so area is real work.
 * Every host is a link; arrow keys move between them. With more than sixty hosts the columns have no names, and are
 * drawn together.
 */
export function HeatStrip({ clusters, order = 'cpu' }: HeatStripProps) {
  const isDense = clusters.reduce((hosts, cluster) => hosts + cluster.hosts.length, 0) > NAMED_HOSTS;
  if (isDense) return <DenseStrips clusters={clusters.map(packCluster)} order={order} />;
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-4 [--heat-down:3.75rem] [--heat-names:1.5rem] [--heat-up:6rem] md:[--heat-down:5rem] md:[--heat-up:8rem]">
      {clusters.map((cluster, i) => (
        <HeatGroup
          key={cluster.id}
          cluster={cluster}
          cores={coresOf(cluster)}
          minRem={Math.max(10, cluster.hosts.length * 2.25)}
          isDense={false}
          withAxis={needsAxis(clusters, i)}
        >
          <NamedColumns cluster={cluster} hosts={rankHosts(cluster.hosts, order)} />
        </HeatGroup>
      ))}
    </div>
  );
}

const coresOf = ({ hosts }: HeatCluster): number => hosts.reduce((sum, host) => sum + (host.cores ?? 1), 0);

function NamedColumns({ cluster, hosts }: { cluster: HeatCluster; hosts: readonly HeatHost[] }) {
  const prefix = namePrefix(hosts.map((host) => host.name));
  return (
    <ArrowKeys>
      <ul className="flex gap-0.5">
        {hosts.map((host) => (
          <HeatColumn key={host.id} host={host} cluster={cluster} prefix={prefix} hostCount={hosts.length} />
        ))}
      </ul>
    </ArrowKeys>
  );
}

function packCluster(cluster: HeatCluster) {
  const { hosts, ...rest } = cluster;
  const packed = hosts.map((host) => ({
    cores: host.cores ?? 1,
    cpuPercent: host.cpuPercent ?? host.lastCpuPercent ?? 0,
    memoryPercent: host.memoryPercent ?? host.lastMemoryPercent ?? 0,
    cpuTone: toneOfLoad(host.cpuPercent, cluster.cpuThresholdPercent),
    memoryTone: toneOfLoad(host.memoryPercent, cluster.memoryThresholdPercent),
  }));
  return { ...rest, cores: coresOf(cluster), hostCount: hosts.length, packed: packHosts(packed) };
}
