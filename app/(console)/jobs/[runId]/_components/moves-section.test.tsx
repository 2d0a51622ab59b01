import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { now, show } from '@/components/testing/show';
import { MovePolicy, Policy } from '@/lib/model/policy';
import type { JobMove, JobPage } from '@/lib/views/job/read-job';
import type { JobQuery } from '../job-query';
import { MovesSection } from './moves-section';

const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

const waiting: JobMove = {
  id: 'm',
  vmId: 'v',
  vm: 'db-01',
  wave: 1,
  from: 'kvm-03',
  to: 'kvm-07',
  kind: 'live',
  kindReason: 'converges',
  options: MovePolicy.parse({}),
  memoryMiB: 4096,
  state: 'pending',
  code: null,
  scope: null,
  facts: {},
  message: null,
  startedAt: null,
  finishedAt: null,
  percent: null,
  round: null,
  leftMs: 8000,
  startsInMs: 0,
  tookMs: null,
  pauseMs: null,
  copiedBytes: null,
  predictedMs: 8000,
  predictedPauseMs: 100,
  forecast: null,
  progress: null,
  waiting: { position: 1, code: 'next', facts: {} },
  tries: 1,
  notBefore: null,
  stalledAt: null,
  stallAction: null,
  statistics: null,
  tried: [],
  seen: null,
};
const done: JobMove = {
  ...waiting,
  id: 'done',
  vm: 'app-01',
  state: 'done',
  waiting: null,
  startedAt: ago(20),
  finishedAt: ago(10),
  tookMs: 10_000,
  pauseMs: 120,
};
const running: JobMove = {
  ...waiting,
  id: 'running',
  vm: 'app-02',
  state: 'migrating',
  waiting: null,
  startedAt: ago(10),
  tookMs: 10_000,
  leftMs: 6000,
  percent: 60,
};

const job: JobPage = {
  id: 'r1',
  number: 7,
  kind: 'evacuate',
  state: 'running',
  subject: 'kvm-03',
  cluster: { id: 'c', name: 'east' },
  emptied: [],
  steps: [],
  requestedBy: 'Mary Okafor',
  note: null,
  createdAt: ago(20),
  startedAt: ago(20),
  finishedAt: null,
  cancelRequestedAt: null,
  moveBack: null,
  cancelRequestedBy: null,
  pausedAt: null,
  pausedBy: null,
  now,
  leftMs: 14_000,
  predictedMs: 30_000,
  migrationSpeed: 1,
  moves: [done, running, { ...waiting, wave: 2, startsInMs: 6000 }],
  policy: Policy.parse({}),
  hosts: [],
  staying: [],
  suggestion: null,
  undoOf: null,
  undoneBy: null,
};

const moves = (change: Partial<JobPage> = {}, view: JobQuery['view'] = 'time') =>
  show(<MovesSection job={{ ...job, ...change }} name="Evacuate kvm-03" query={{ view, move: null }} />);

function rowOf(vm: string): HTMLElement {
  const row = screen.getByRole('link', { name: vm }).closest('tr');
  if (!row) throw new Error(`${vm} stands in no row`);
  return row;
}

/** The last two cells of a row, with plain spaces. */
const endOf = (vm: string) =>
  within(rowOf(vm))
    .getAllByRole('cell')
    .slice(-2)
    .map((cell) => cell.textContent.replaceAll(/\s/g, ' '));

/** Where the outline and the body of a row begin, in per cent of the time that is shown. */
const barsOf = (vm: string) =>
  [...rowOf(vm).querySelectorAll<HTMLElement>('.h-3 > [style]')].map(({ style }) =>
    Number.parseFloat(style.left),
  );

it('draws each move on the time axis: its forecast, what happened so far, and waiting moves after those they wait for', () => {
  moves(); // from 20 s ago until 14 s from now: 34 s
  expect(barsOf('app-01')).toEqual([0, 0]);
  expect(barsOf('app-02')).toEqual([(100 * 10) / 34, (100 * 10) / 34].map((at) => expect.closeTo(at)));
  expect(barsOf('db-01')).toEqual([expect.closeTo((100 * 26) / 34)]);
});

it('shows the current time while the job runs, and not after its end', () => {
  const line = () => document.querySelectorAll('tbody [style*="58.82"]');
  const { unmount } = moves();
  expect(line()).toHaveLength(3);
  unmount();
  moves({ state: 'succeeded', finishedAt: now, moves: [done] });
  expect(line()).toHaveLength(0);
});

it('ends each row with how long it took or still takes, and how long the VM was paused', () => {
  moves();
  expect(endOf('app-01')).toEqual(['10 s', '0.12 s']);
  expect(endOf('app-02')).toEqual(['6.0 s left', '~0.10 s']);
  expect(endOf('db-01')).toEqual(['~8.0 s', '~0.10 s']);
});

it('says why a move failed, in a sentence with its code', () => {
  moves({ moves: [{ ...done, state: 'failed', code: 'timed-out', scope: 'moment' }] });
  expect(rowOf('app-01').textContent).toContain('timed-out');
});

it('shows the same moves as a table, with their progress', () => {
  moves({}, 'table');
  expect(screen.getByRole('link', { name: 'As a table' }).getAttribute('aria-current')).toBe('true');
  expect(within(rowOf('app-02')).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('60');
  expect(endOf('app-01')).toEqual(['10 s', '0.12 s']);
});

it('opens a move in the current view', () => {
  moves({}, 'table');
  expect(screen.getByRole('link', { name: 'app-02' }).getAttribute('href')).toBe(
    '/jobs/r1?view=table&move=running',
  );
});

it('says that a job has no moves', () => {
  moves({ moves: [] });
  expect(screen.queryByRole('table')).toBeNull();
  expect(screen.getByText(/no move/)).toBeDefined();
});
