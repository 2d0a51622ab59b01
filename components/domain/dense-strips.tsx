'use client';

import { DenseStrip } from './dense-strip';
import { HeatGroup, type HeatGroupCluster, needsAxis } from './heat-group';
import type { HeatOrder } from './rank-hosts';

interface PackedCluster extends HeatGroupCluster {
  id: string;
  cores: number;
  hostCount: number;
  /** `packHosts` of its hosts, by name. */
  packed: string;
}

/** The strips of many hosts. It is a client component, so that an update has their figures and not the drawing. */
export function DenseStrips({ clusters, order }: { clusters: readonly PackedCluster[]; order: HeatOrder }) {
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-2 [--heat-down:3.25rem] [--heat-names:0.25rem] [--heat-up:5.5rem]">
      {clusters.map((cluster, i) => (
        <HeatGroup
          key={cluster.id}
          cluster={cluster}
          cores={cluster.cores}
          minRem={Math.max(14, cluster.hostCount * 0.125)}
          isDense
          withAxis={needsAxis(clusters, i)}
        >
          <DenseStrip cluster={cluster} packed={cluster.packed} order={order} />
        </HeatGroup>
      ))}
    </div>
  );
}
