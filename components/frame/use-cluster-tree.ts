import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { paths } from '@/lib/model/paths';
import { isAt } from './tree';
import type { FrameCluster, FrameData } from './types';

/** Which clusters are open in the tree. */
export interface ClusterTree {
  isOpen: (cluster: FrameCluster) => boolean;
  toggle: (cluster: FrameCluster) => void;
  /** The open clusters whose hosts are not part of the frame, and so must be asked for; by id. */
  openIds: string;
  /** The host whose page is on screen. */
  hostId: string | null;
}

/** Whether a frame has all hosts, as it does with few. */
export const isInFull = ({ clusters }: FrameData): boolean => clusters.every(({ hosts }) => hosts !== null);

/** The state of the tree. With few hosts all clusters are open at first, with many only the one that the page is about. */
export function useClusterTree(made: FrameData, clusters: readonly FrameCluster[]): ClusterTree {
  const pathname = usePathname();
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isFull = isInFull(made);
  const isOpen = (cluster: FrameCluster): boolean => {
    const isAbout = () => cluster.hosts?.some((host) => isAt(pathname, paths.host(host.id))) ?? false;
    return chosen.get(cluster.id) ?? (isFull || isAbout());
  };
  const open = isFull ? [] : clusters.filter(isOpen);
  return {
    isOpen,
    toggle: (cluster) => setChosen(new Map(chosen).set(cluster.id, !isOpen(cluster))),
    openIds: open.map(({ id }) => id).join(','),
    hostId: isFull ? null : (/^\/hosts\/([^/]+)/.exec(pathname)?.[1] ?? null),
  };
}
