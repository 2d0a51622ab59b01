import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { pending, show } from '@/components/testing/show';
import { paths } from '@/lib/model/paths';
import { optimizeAction } from '../actions';
import { OptimizeButton } from './optimize-button';

vi.mock('../actions', () => ({ optimizeAction: vi.fn() }));
const optimize = vi.mocked(optimizeAction);
beforeEach(() => optimize.mockReset());

const clusters = [
  { id: 'c1', name: 'east' },
  { id: 'c2', name: 'west' },
];

async function planWest(answer: ReturnType<typeof optimizeAction>) {
  optimize.mockReturnValueOnce(answer);
  const { user } = show(<OptimizeButton clusters={clusters} disabledReason={null} />);
  await user.click(screen.getByRole('button', { name: 'Optimize hosts…' }));
  await user.click(screen.getByRole('button', { name: 'Plan now: west' }));
}

it('opens the suggestion of the cluster that was chosen', async () => {
  const answer = pending<Awaited<ReturnType<typeof optimizeAction>>>();
  await planWest(answer.promise);
  expect(optimize.mock.calls).toEqual([['c2']]);
  expect(screen.getByText('Planning…')).toBeDefined();
  await act(async () => answer.resolve({ ok: true, value: { planId: 'p1', code: 'suggested', facts: {} } }));
  expect(router.push).toHaveBeenCalledWith(paths.suggestion('p1'));
});

it('says beside the cluster why there is nothing to move', async () => {
  await planWest(Promise.resolve({ ok: true, value: { planId: null, code: 'no-host-online', facts: {} } }));
  const [east, west] = screen.getAllByRole('status');
  await waitFor(() => expect(west?.textContent).toMatch(/host/));
  expect(east?.textContent).toBe('');
  expect(router.push).not.toHaveBeenCalled();
});

it('says beside the cluster why it was not planned', async () => {
  await planWest(Promise.resolve({ ok: false, code: 'conflict', facts: { target: 'west' } }));
  const [east, west] = screen.getAllByRole('status');
  await waitFor(() => expect(west?.textContent).toContain('west'));
  expect(east?.textContent).toBe('');
  expect(router.push).not.toHaveBeenCalled();
});
