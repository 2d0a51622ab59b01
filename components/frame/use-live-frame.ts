import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { shownNow } from '@/components/live/shown';
import { watchChanges } from '@/components/live/watch-changes';
import { subscribeTo, toQuery } from '@/lib/model/change';
import { apiPaths } from '@/lib/model/paths';
import { clusterTopics } from '@/lib/model/topic';
import type { FrameData } from './types';

const frameShows = subscribeTo(
  clusterTopics.filter((topic) => topic !== 'planning' && topic !== 'refusal'),
  'all',
);
/** A page declares what it shows just after the frame has rendered: one stream is opened for both. */
const SETTLE_MS = 100;
const PAGE_MS = 1000;
const FRAME_MS = 2000;
/** Old figures, as while a simulated past is backfilled, need not be updated every second. */
const OLD_MS = 120_000;
const OLD_REFRESH_MS = 5000;

/**
 * The frame as it is now. When what the page shows has changed, the page is refreshed, and the frame with it; scroll,
 * focus and what was typed stay. When only the frame's own figures have, they are fetched alone.
 */
export function useLiveFrame(
  made: FrameData,
  since: string,
): {
  data: FrameData;
  isInterrupted: boolean; // the stream of changes was lost
} {
  const router = useRouter();
  const [fetched, setFetched] = useState<{ instead: FrameData; data: FrameData } | null>(null);
  const [isInterrupted, setInterrupted] = useState(false);
  const pageShows = useSyncExternalStore(shownNow.subscribe, shownNow.read, shownNow.readOnServer);
  const data = fetched?.instead === made ? fetched.data : made;
  const latest = useRef({ made, data });
  latest.current = { made, data };

  const query = toQuery(pageShows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `query` stands for `pageShows`, and `since` is of the first page
  useEffect(() => {
    const every = (ms: number) => () => (isOld(latest.current.data) ? OLD_REFRESH_MS : ms);
    const fetchFrame = async () => {
      const instead = latest.current.made;
      const found = await readFrame();
      if (found) setFetched({ instead, data: found });
    };
    let stop = () => {};
    const watch = () => {
      stop = watchChanges({
        parts: [
          { shows: pageShows, everyMs: every(PAGE_MS), onChange: () => router.refresh() },
          { shows: frameShows, everyMs: every(FRAME_MS), onChange: fetchFrame },
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
  return { data, isInterrupted };
}

const isOld = ({ updatedAt }: FrameData): boolean =>
  updatedAt !== null && Date.now() - updatedAt.getTime() > OLD_MS;

/** Null if the server does not return it: what is on screen stays. */
async function readFrame(): Promise<FrameData | null> {
  const answer = await fetch(apiPaths.frame(), { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return null;
  const { FrameData } = await import('./types'); // its parser is of no use to a page that never needs it
  return FrameData.parse(await answer.json());
}
