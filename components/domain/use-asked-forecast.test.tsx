import { act, renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { ActionResult } from '@/lib/model/action-result';
import { type ForecastOrder, useAskedForecast } from './use-asked-forecast';

const REST_MS = 400;

/** Renders the hook; its forecasts repeat what they were requested for. */
function follow(ask: (order: ForecastOrder) => Promise<ActionResult<string>>) {
  vi.useFakeTimers();
  return renderHook(({ order }) => useAskedForecast({ shown: 'as the cluster has it', order, ask }), {
    initialProps: { order: {} as ForecastOrder },
  });
}

const answer = async ({ targetPauseMs }: ForecastOrder): Promise<ActionResult<string>> =>
  targetPauseMs === 1
    ? { ok: false, code: 'invalid-input', facts: { field: 'targetPauseMs', problem: 'too-small', least: 10 } }
    : { ok: true, value: `pause ${targetPauseMs}` };

const rest = () => act(() => vi.advanceTimersByTimeAsync(REST_MS));

it('requests nothing while the fields are empty', async () => {
  const ask = vi.fn(answer);
  const { result } = follow(ask);
  await rest();
  expect(result.current).toEqual({ value: 'as the cluster has it', status: 'as-cluster', fault: null });
  expect(ask).not.toHaveBeenCalled();
});

it('requests a forecast when typing pauses', async () => {
  const ask = vi.fn(answer);
  const { result, rerender } = follow(ask);
  rerender({ order: { targetPauseMs: 5 } });
  rerender({ order: { targetPauseMs: 50 } });
  expect(result.current).toMatchObject({ value: 'as the cluster has it', status: 'pending' });
  await rest();
  expect(result.current).toMatchObject({ value: 'pause 50', status: 'as-asked' });
  expect(ask.mock.calls).toEqual([[{ targetPauseMs: 50 }]]);
});

it('keeps the last valid forecast if the values are refused, and names the field', async () => {
  const { result, rerender } = follow(answer);
  rerender({ order: { targetPauseMs: 50 } });
  await rest();
  rerender({ order: { targetPauseMs: 1 } });
  await rest();
  expect(result.current).toMatchObject({ value: 'pause 50', status: 'refused' });
  expect(result.current.fault?.facts.field).toBe('targetPauseMs');
});

it('keeps the last valid forecast if the server does not answer', async () => {
  const ask = vi.fn(answer);
  const { result, rerender } = follow(ask);
  rerender({ order: { targetPauseMs: 50 } });
  await rest();
  ask.mockRejectedValueOnce(new TypeError('connection refused'));
  rerender({ order: { targetPauseMs: 60 } });
  await rest();
  expect(result.current).toEqual({ value: 'pause 50', status: 'failed', fault: null });
});

it('ignores a late answer to earlier values', async () => {
  const late = Promise.withResolvers<ActionResult<string>>();
  const { result, rerender } = follow((order) => (order.targetPauseMs === 50 ? late.promise : answer(order)));
  rerender({ order: { targetPauseMs: 50 } });
  await rest();
  rerender({ order: { targetPauseMs: 60 } });
  await rest();
  await act(async () => late.resolve({ ok: true, value: 'pause 50' }));
  expect(result.current).toMatchObject({ value: 'pause 60', status: 'as-asked' });
});

it('returns to the forecast of the page when the fields are cleared', async () => {
  const { result, rerender } = follow(answer);
  rerender({ order: { targetPauseMs: 50 } });
  await rest();
  rerender({ order: {} });
  expect(result.current).toMatchObject({ value: 'as the cluster has it', status: 'as-cluster' });
});
