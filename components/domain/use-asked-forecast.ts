'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import type { KindChoice } from '@/lib/model/move-forecast';
import type { OrderPatch } from '@/lib/model/policy';

/** How long typing must pause before a forecast is requested. */
const REST_MS = 400;

/** The options that change forecasts; the cluster's settings replace those left out. */
export type ForecastOrder = Pick<OrderPatch, 'targetPauseMs' | 'bandwidthCapMiBps' | 'localDisks'> & {
  kind?: KindChoice;
  moveIds?: string[] | undefined; // some of its moves; left out: all
};

/** `refused`: the values are invalid, with the fault of a field; `failed`: another reason. The last valid forecast stays. */
export type ForecastStatus = 'as-cluster' | 'pending' | 'as-asked' | 'refused' | 'failed';

export interface AskedForecast<Forecast> {
  value: Forecast;
  status: ForecastStatus;
  fault: Failure | null; // why there is none for what is typed
}

interface Answer<Forecast> {
  key: string; // the order that it answers
  value: Forecast | null; // the last good one
  isGood: boolean;
  fault: Failure | null;
}

interface AskedForecastInput<Forecast> {
  /** The forecast of the page, without options. When it changes, the forecast with options is requested again. */
  shown: Forecast;
  order: ForecastOrder;
  ask: (order: ForecastOrder) => Promise<ActionResult<Forecast>>;
}

/** A forecast that follows the options of an order while they are typed. */
export function useAskedForecast<Forecast>(input: AskedForecastInput<Forecast>): AskedForecast<Forecast> {
  const { shown, order, ask } = input;
  const { kind, targetPauseMs, bandwidthCapMiBps, localDisks, moveIds } = order;
  const isAsCluster =
    targetPauseMs === undefined &&
    bandwidthCapMiBps === undefined &&
    localDisks === undefined &&
    moveIds === undefined &&
    (kind ?? 'automatic') === 'automatic';
  const key = isAsCluster
    ? ''
    : JSON.stringify({ kind, targetPauseMs, bandwidthCapMiBps, localDisks, moveIds });
  const latest = useRef(key);
  const [answer, setAnswer] = useState<Answer<Forecast> | null>(null);
  const refresh = useEffectEvent(async () => {
    const result = await ask(order).catch(() => null); // the server does not answer
    if (latest.current !== key) return;
    const [value, fault] = result?.ok ? [result.value, null] : [null, result];
    setAnswer((before) => ({ key, value: value ?? before?.value ?? null, isGood: value !== null, fault }));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: newer figures on the page are a reason to ask again
  useEffect(() => {
    latest.current = key;
    if (!key) return setAnswer(null);
    const timer = setTimeout(refresh, REST_MS);
    return () => clearTimeout(timer);
  }, [key, shown]);
  if (isAsCluster) return { value: shown, status: 'as-cluster', fault: null };
  const value = answer?.value ?? shown;
  if (answer?.key !== key) return { value, status: 'pending', fault: null };
  if (answer.isGood) return { value, status: 'as-asked', fault: null };
  return { value, status: answer.fault?.facts.field ? 'refused' : 'failed', fault: answer.fault };
}
