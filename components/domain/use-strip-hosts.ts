import { useEffect, useState } from 'react';
import { apiPaths } from '@/lib/model/paths';
import type { StripHost } from './strip-hosts';

/**
 * The hosts of a cluster with their names, by name: fetched once somebody points at the strip or focuses it, and again
 * when `version` changes while they do. Null: not there yet.
 */
export function useStripHosts(clusterId: string, isAsked: boolean, version: string): StripHost[] | null {
  const [hosts, setHosts] = useState<StripHost[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another `version` means other figures
  useEffect(() => {
    if (!isAsked) return;
    const left = new AbortController();
    const load = async () => {
      const answer = await fetch(apiPaths.clusterHosts(clusterId), {
        cache: 'no-store',
        signal: left.signal,
      });
      if (!answer.ok) return;
      const { StripHosts } = await import('./strip-hosts'); // its parser is of no use to a page that never needs it
      setHosts(StripHosts.parse(await answer.json()));
    };
    load().catch(() => undefined); // the strip leads to its cluster until they are there
    return () => left.abort();
  }, [clusterId, isAsked, version]);
  return hosts;
}
