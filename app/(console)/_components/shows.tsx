import { ShownPage } from '@/components/live/shown-page';
import { subscribeTo } from '@/lib/model/change';
import { clusterTopics, type Topic } from '@/lib/model/topic';
import { getPageMark } from '../../session';

interface ShowsProps {
  /** All of a cluster's, if nothing is said. */
  topics?: readonly Topic[];
  /** Of these clusters; of all, if nothing is said. */
  clusters?: readonly string[];
}

/** Declares what its page shows. The page is refreshed when that changes, and only then. */
export function Shows({ topics = clusterTopics, clusters }: ShowsProps) {
  return <ShownPage shows={subscribeTo(topics, clusters ?? 'all')} since={getPageMark()} />;
}
