import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '../testing/show';
import { type Column, DataTable, RowLink } from './data-table';
import { Pagination } from './pagination';

interface Host {
  id: string;
  vms: number;
}

const columns: Column<Host>[] = [
  {
    key: 'name',
    header: 'Host',
    sort: { href: '/hosts?sort=name' },
    cell: ({ id }) => <RowLink href={`/hosts/${id}`}>{id}</RowLink>,
  },
  {
    key: 'vms',
    header: 'VMs',
    numeric: true,
    sort: { href: '/hosts?sort=vms', direction: 'descending' },
    cell: ({ vms }) => vms,
  },
  { key: 'rack', header: 'Rack', cell: () => '-' },
];
const hosts = ['kvm-01', 'kvm-02', 'kvm-03'].map((id, i) => ({ id, vms: 9 - i }));
const table = (items: Host[], more: object = {}) => (
  <DataTable caption="Hosts" columns={columns} items={items} keyOf={({ id }) => id} {...more} />
);

it('shows its order, and links to other orders in the column headings', () => {
  show(table(hosts));
  const [name, vms, rack] = screen.getAllByRole('columnheader');
  expect([name, vms, rack].map((head) => head?.getAttribute('aria-sort'))).toEqual([
    null,
    'descending',
    null,
  ]);
  expect(
    within(screen.getByRole('columnheader', { name: 'Host' }))
      .getByRole('link')
      .getAttribute('href'),
  ).toBe('/hosts?sort=name');
  expect(within(screen.getByRole('columnheader', { name: 'Rack' })).queryByRole('link')).toBeNull();
});

it('moves the focus between rows with arrow keys, Home and End, and not beyond', async () => {
  const { user } = show(table(hosts));
  const focused = () => document.activeElement?.textContent;
  screen.getByRole('link', { name: 'kvm-01' }).focus();
  await user.keyboard('{ArrowDown}');
  expect(focused()).toBe('kvm-02');
  await user.keyboard('{End}{ArrowDown}');
  expect(focused()).toBe('kvm-03');
  await user.keyboard('{ArrowUp}');
  expect(focused()).toBe('kvm-02');
  await user.keyboard('{Home}{ArrowUp}');
  expect(focused()).toBe('kvm-01');
});

it('marks the row that a panel shows', () => {
  show(table(hosts, { selectedKey: 'kvm-02' }));
  expect(screen.getByRole('row', { selected: true }).textContent).toContain('kvm-02');
});

it('shows the reason instead of the table if it is empty', () => {
  show(table([], { empty: <p>No host fits.</p> }));
  expect(screen.queryByRole('table')).toBeNull();
  expect(screen.getByText('No host fits.')).toBeDefined();
});

const pages = (page: number, of: number) =>
  show(<Pagination page={page} pages={of} hrefOf={(to) => `/jobs?page=${to}`} />);
const hrefs = () => screen.queryAllByRole('link').map((link) => link.getAttribute('href'));

it('links to the previous and the next page', () => {
  pages(2, 3);
  expect(screen.getByRole('navigation').textContent).toContain('Page 2 of 3');
  expect(hrefs()).toEqual(['/jobs?page=1', '/jobs?page=3']);
});

it.each([
  [1, 3, ['/jobs?page=2']],
  [3, 3, ['/jobs?page=2']],
  [1, 1, []],
])('has no way on from page %i of %i but %j', (page, of, expected) => {
  pages(page, of);
  expect(hrefs()).toEqual(expected);
});
