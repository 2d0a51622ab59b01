import { useEffect, useState } from 'react';
import type { AskedOptions } from '@/lib/model/migration-settings';
import type { DestinationForecast } from '@/lib/services/plans/forecast-move';
import { forecastAction } from './actions';

/** How long typing must rest before forecasts are asked for. */
const REST_MS = 400;

interface Answer {
  key: string;
  forecasts: Map<string, DestinationForecast>;
}

/**
 * The forecasts of a VM under options that are being typed; under the cluster's own the page has them already. A fault in
 * what is typed leaves the page's forecasts: the order itself will name it.
 */
export function useForecasts(vmId: string, asked: AskedOptions) {
  const { targetPauseMs, bandwidthCapMiBps } = asked; // the others change no forecast
  const key = JSON.stringify({ targetPauseMs, bandwidthCapMiBps });
  const isAsClusterHas = targetPauseMs === undefined && bandwidthCapMiBps === undefined;
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (isAsClusterHas) return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const result = await forecastAction({ vmId, ...JSON.parse(key) });
      const found = result.ok ? result.value : [];
      if (!isOver) setAnswer({ key, forecasts: new Map(found.map((each) => [each.hostId, each])) });
    }, REST_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [vmId, key, isAsClusterHas]);
  return {
    of: (hostId: string) => (isAsClusterHas ? undefined : answer?.forecasts.get(hostId)),
    isPending: !isAsClusterHas && answer?.key !== key,
  };
}
