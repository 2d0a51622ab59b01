import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useSyncExternalStore, useTransition } from 'react';
import { shownNow } from '@/components/live/shown';
import { watchChanges } from '@/components/live/watch-changes';
import { subscribeTo, toQuery } from '@/lib/model/change';
import { apiPaths } from '@/lib/model/paths';
import { clusterTopics } from '@/lib/model/topic';
import type { FrameData, FrameHost } from './types';
import { type ClusterTree, isInFull, useClusterTree } from './use-cluster-tree';

const frameShows = subscribeTo(
  clusterTopics.filter((topic) => topic !== 'planning' && topic !== 'refusal'),
  'all',
);
/** A page declares what it shows just after the frame has rendered: one stream is opened for both. */
const SETTLE_MS = 100;
const PAGE_MS = 1000;
const FRAME_MS = 2000;
/** With many hosts something changes all the time, and each answer costs more. */
const MANY_HOSTS_MS = 4000;
/** Old figures, as while a simulated past is backfilled, need not be updated every second. */
const OLD_MS = 120_000;
const OLD_REFRESH_MS = 5000;

interface LiveFrame {
  data: FrameData;
  tree: ClusterTree;
  isInterrupted: boolean; // the stream of changes was lost
}

/**
 * The frame as it is now. When what the page shows has changed, the page is refreshed, and the frame with it; scroll,
 * focus and what was typed stay. When only the frame's own figures have, they are fetched alone. With many hosts, those
 * of open clusters are not part of a page: they are fetched in any case, and the last ones stay until others are there.
 */
export function useLiveFrame(made: FrameData, since: string): LiveFrame {
  const router = useRouter();
  const [fetched, setFetched] = useState<{ instead: FrameData; data: FrameData } | null>(null);
  const [hosts, setHosts] = useState<ReadonlyMap<string, FrameHost[]>>(new Map());
  const [isInterrupted, setInterrupted] = useState(false);
  const [isRefreshing, startRefresh] = useTransition();
  const pageShows = useSyncExternalStore(shownNow.subscribe, shownNow.read, shownNow.readOnServer);
  const data = withHosts(fetched?.instead === made ? fetched.data : made, hosts);
  const tree = useClusterTree(made, data.clusters);
  const latest = useRef({ made, data, tree, isRefreshing });
  latest.current = { made, data, tree, isRefreshing };

  const fetchFrame = useRef(async () => {
    const { made: instead, tree: asked } = latest.current;
    const found = await readFrame(asked);
    if (!found) return;
    setFetched({ instead, data: found });
    setHosts(hostsOf(found));
  });

  const query = toQuery(pageShows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `query` stands for `pageShows`, and `since` is of the first page
  useEffect(() => {
    const every = (ms: number) => () => {
      const { data: shown, made: page } = latest.current;
      if (isOld(shown)) return OLD_REFRESH_MS;
      return isInFull(page) ? ms : MANY_HOSTS_MS;
    };
    const refreshPage = () => {
      startRefresh(() => router.refresh());
      if (latest.current.tree.openIds) void fetchFrame.current();
    };
    let stop = () => {};
    const watch = () => {
      stop = watchChanges({
        parts: [
          {
            shows: pageShows,
            everyMs: every(PAGE_MS),
            onChange: refreshPage,
            isBusy: () => latest.current.isRefreshing, // a new request would cancel the one that is in progress
          },
          { shows: frameShows, everyMs: every(FRAME_MS), onChange: fetchFrame.current },
        ],
        since: () => shownNow.since() ?? since,
        onInterrupted: setInterrupted,
      });
    };
    const timer = setTimeout(watch, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [router, query]);

  const { openIds, hostId } = tree;
  useEffect(() => {
    if (openIds || hostId) void fetchFrame.current();
  }, [openIds, hostId]);

  return { data, tree, isInterrupted };
}

/** The hosts of each cluster that come with a frame. */
const hostsOf = ({ clusters }: FrameData): ReadonlyMap<string, FrameHost[]> =>
  new Map(clusters.flatMap(({ id, hosts }) => (hosts ? [[id, hosts] as const] : [])));

/** A frame with the last known hosts of the clusters that come without. */
function withHosts(frame: FrameData, known: ReadonlyMap<string, FrameHost[]>): FrameData {
  if (known.size === 0) return frame;
  return {
    ...frame,
    clusters: frame.clusters.map((cluster) => ({
      ...cluster,
      hosts: cluster.hosts ?? known.get(cluster.id) ?? null,
    })),
  };
}

const isOld = ({ updatedAt }: FrameData): boolean =>
  updatedAt !== null && Date.now() - updatedAt.getTime() > OLD_MS;

/** Null if the server does not return it: what is on screen stays. */
async function readFrame({ openIds, hostId }: ClusterTree): Promise<FrameData | null> {
  const address = apiPaths.frame({ open: openIds, host: hostId });
  const answer = await fetch(address, { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return null;
  const { FrameData } = await import('./types'); // its parser is of no use to a page that never needs it
  return FrameData.parse(await answer.json());
}
