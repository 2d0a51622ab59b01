import { screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import { usualSource } from '@/lib/model/figures-source';
import type { TestedFigures } from '@/lib/model/tested-figures';
import { editFiguresAction, testFiguresAction } from '../actions';
import { FiguresForm } from './figures-form';

vi.mock('../actions', () => ({ editFiguresAction: vi.fn(), testFiguresAction: vi.fn() }));
const edit = vi.mocked(editFiguresAction);
const test = vi.mocked(testFiguresAction);
beforeEach(() => {
  edit.mockReset();
  test.mockReset();
});

const source = {
  ...usualSource,
  hostQueries: { ...usualSource.hostQueries },
  vmQueries: { ...usualSource.vmQueries },
  address: 'https://prometheus.example.org',
  authority: null,
  fingerprint: null,
};
const none = { id: 'c1', name: 'east', figures: null };
const connected = { ...none, figures: { source, hasToken: true, version: 3 } };

async function open(cluster: typeof none | typeof connected) {
  const { user } = show(<FiguresForm cluster={cluster} refusal={null} />);
  await user.click(screen.getByText(/Take them from Prometheus|Edit/));
  return user;
}

it('begins with the usual queries and labels, and saves what was entered', async () => {
  edit.mockResolvedValueOnce({ ok: true, value: null });
  const user = await open(none);
  await user.type(screen.getByLabelText('Address'), 'https://prometheus.example.org');
  await user.type(screen.getByLabelText('Bearer token'), 'secret');
  await user.click(screen.getByRole('button', { name: 'Save figures' }));
  expect(edit.mock.calls).toEqual([[{ clusterId: 'c1', source, token: 'secret', seenVersion: 0 }]]);
});

it.each([
  ['keeps a stored token that is not shown', false, undefined],
  ['deletes it when asked to', true, null],
])('%s', async (_, isDeleted, token) => {
  edit.mockResolvedValue({ ok: true, value: null });
  const user = await open(connected);
  expect(screen.getByLabelText<HTMLInputElement>('Bearer token').value).toBe('');
  if (isDeleted) await user.click(screen.getByLabelText('Delete the stored token'));
  await user.click(screen.getByRole('button', { name: 'Save figures' }));
  expect(edit.mock.calls.map(([input]) => [input.token, input.seenVersion])).toEqual([[token, 3]]);
});

it('goes back to the hypervisors', async () => {
  edit.mockResolvedValueOnce({ ok: true, value: null });
  const user = await open(connected);
  await user.click(screen.getByRole('button', { name: 'Use the hypervisors again' }));
  expect(edit.mock.calls).toEqual([[{ clusterId: 'c1', source: null, seenVersion: 3 }]]);
});

it('names a wrong field beside it', async () => {
  const facts = { field: 'source.address', problem: 'format' };
  edit.mockResolvedValueOnce({ ok: false, code: 'invalid-input', facts });
  const user = await open(none);
  await user.click(screen.getByRole('button', { name: 'Save figures' }));
  expect(screen.getByLabelText('Address').getAttribute('aria-invalid')).toBe('true');
});

it('shows which hosts and VMs have figures, and what became of each query', async () => {
  const query = { of: 'host', figure: 'cpuUse', text: 'rate(x[60s])', series: 0, unused: [] } as const;
  const tested: TestedFigures = {
    failure: null,
    hosts: { count: 3, found: 1, missing: ['kvm-02', 'kvm-03'] },
    vms: { count: 30, found: 5, missing: ['web-01'] },
    queries: [{ ...query, unused: ['{"instance":"x"}'], fault: 'refused-query', detail: 'parse error' }],
  };
  test.mockResolvedValueOnce({ ok: true, value: tested });
  const user = await open(connected);
  await user.click(screen.getByRole('button', { name: 'Test' }));
  const shown = screen.getByRole('region', { name: 'Test of Prometheus' }).textContent;
  for (const text of ['1 of 3 hosts', 'kvm-02, kvm-03', '5 of 30 running VMs', 'web-01 and 24 more'])
    expect(shown).toContain(text);
  for (const text of ['rate(x[60s])', 'parse error', '{"instance":"x"}']) expect(shown).toContain(text);
});

it('says why there is no answer', async () => {
  const nothing = { count: 1, found: 0, missing: ['kvm-01'] };
  const failure = { fault: 'certificate' as const, detail: 'self-signed certificate' };
  test.mockResolvedValueOnce({ ok: true, value: { failure, hosts: nothing, vms: nothing, queries: [] } });
  const user = await open(connected);
  await user.click(screen.getByRole('button', { name: 'Test' }));
  expect(screen.getByRole('alert').textContent).toMatch(/not trusted.*self-signed certificate/);
});
