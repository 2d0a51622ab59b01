import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { show } from '../testing/show';
import { type Column, RowLink } from './data-table';
import { VirtualTable } from './virtual-table';

interface Vm {
  id: string;
}

const PART = 50;
const TOTAL = 25_000;
const columns: Column<Vm>[] = [
  { key: 'name', header: 'Name', cell: ({ id }) => <RowLink href={`/vms/${id}`}>{id}</RowLink> },
];
const part = (from: number) => ({
  total: TOTAL,
  from,
  rows: Array.from({ length: PART }, (_, i) => ({ id: `vm-${from + i}` })),
});
const load = vi.fn();
let sizes: { mockRestore: () => void }[] = [];

beforeEach(() => {
  load.mockReset();
  load.mockImplementation(async (from: number) => part(from));
  // what a browser would have laid out
  sizes = [
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(320),
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(600),
    vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(TOTAL * 32),
  ];
});
afterEach(() => {
  for (const size of sizes) size.mockRestore();
});

const table = (first = part(0)) => (
  <VirtualTable caption="VMs" columns={columns} first={first} partRows={PART} load={load} />
);

it('draws the rows on screen only, and says how many there are', () => {
  show(table());
  expect(screen.getAllByRole('link').length).toBeLessThan(40);
  expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('25001');
  expect(screen.getByRole('link', { name: 'vm-0' }).closest('tr')?.getAttribute('aria-rowindex')).toBe('2');
  expect(load).not.toHaveBeenCalled();
});

it('moves the focus with keys, also to a row that is not there yet', async () => {
  const { user } = show(table());
  screen.getByRole('link', { name: 'vm-0' }).focus();
  await user.keyboard('{ArrowDown}');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('vm-1'));
  await user.keyboard('{ArrowUp}{ArrowUp}');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('vm-0'));
  await user.keyboard('{End}');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('vm-24999'));
  expect(load).toHaveBeenCalledWith(24_950);
});

it('loads the parts on screen again when the list has changed, and shows the old rows until then', async () => {
  const { user, rerender } = show(table());
  screen.getByRole('link', { name: 'vm-0' }).focus();
  await user.keyboard('{End}');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('vm-24999'));
  const answer = Promise.withResolvers<ReturnType<typeof part>>();
  load.mockImplementation(() => answer.promise);
  load.mockClear();
  rerender(table(part(0)));
  expect(load).toHaveBeenCalledWith(24_950);
  expect(screen.getByRole('link', { name: 'vm-24999' })).toBeDefined();
  await act(async () => {
    answer.resolve({ ...part(24_950), rows: part(24_950).rows.map(({ id }) => ({ id: `${id}-new` })) });
    await answer.promise;
  });
  expect(screen.getByRole('link', { name: 'vm-24999-new' })).toBeDefined();
});
