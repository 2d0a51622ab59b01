import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import { traitsOf } from '@/lib/drivers/registry';
import { paths } from '@/lib/model/paths';
import { addClusterAction, testClusterAction } from '../../actions';
import { ConnectForm } from './connect-form';

vi.mock('../../actions', () => ({ addClusterAction: vi.fn(), testClusterAction: vi.fn() }));
const add = vi.mocked(addClusterAction);
const test = vi.mocked(testClusterAction);
beforeEach(() => {
  add.mockReset();
  test.mockReset();
});

const button = (name: string) => screen.getByRole('button', { name });
const names = () => screen.getAllByLabelText('Name');
const host = (name: string, uri: string) => ({ name, uri, peerUri: '', migrationAddress: '' });

/** A form with a cluster name and one host. */
async function filled() {
  const { user } = show(<ConnectForm driver={traitsOf('libvirt')} />);
  await user.type(screen.getByLabelText('Cluster name'), 'east');
  await user.type(screen.getByLabelText('Name'), 'kvm-01');
  await user.type(screen.getByLabelText('Address'), 'qemu+ssh://root@kvm-01/system');
  return user;
}

it('adds the typed hosts, without a last row that nobody filled in, and leads to the settings', async () => {
  add.mockResolvedValueOnce({ ok: true, value: { id: 'c1' } });
  const user = await filled();
  await user.click(button('Another host'));
  await user.click(button('Connect cluster'));
  expect(add.mock.calls).toEqual([
    [{ name: 'east', driver: 'libvirt', hosts: [host('kvm-01', 'qemu+ssh://root@kvm-01/system')] }],
  ]);
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.clusterSettings()));
  expect(screen.getByText('east is connected')).toBeDefined();
});

it('keeps the other hosts as typed when one is taken out', async () => {
  const user = await filled();
  await user.click(button('Another host'));
  await user.type(names()[1] ?? button('missing'), 'kvm-02');
  await user.click(button('Remove host 1 from the form'));
  expect(names().map((field) => field.getAttribute('value'))).toEqual(['kvm-02']);
  expect(screen.queryByRole('button', { name: /Remove host/ })).toBeNull(); // the last one stays
});

it('shows what is wrong beside the field of the host concerned, and loses nothing', async () => {
  add.mockResolvedValueOnce({
    ok: false,
    code: 'invalid-input',
    facts: { field: 'hosts.1.uri', problem: 'missing' },
  });
  const user = await filled();
  await user.click(button('Another host'));
  await user.type(names()[1] ?? button('missing'), 'kvm-02');
  await user.click(button('Connect cluster'));
  const [first, second] = screen.getAllByLabelText('Address');
  const { id } = await screen.findByRole('alert');
  expect(second?.getAttribute('aria-describedby')).toBe(id);
  expect(first?.getAttribute('aria-describedby')).toBeNull();
  expect(names().map((field) => field.getAttribute('value'))).toEqual(['kvm-01', 'kvm-02']);
  expect(router.push).not.toHaveBeenCalled();
});

it('shows the result of each tested connection, and stores nothing', async () => {
  const of = { version: null, code: null, message: null };
  test.mockResolvedValueOnce({
    ok: true,
    value: [
      { ...of, host: 'kvm-01', toHost: null, ok: true, version: 'libvirt 11.3' },
      {
        ...of,
        host: 'kvm-01',
        toHost: 'kvm-02',
        ok: false,
        code: 'host-unreachable',
        message: 'no route to host',
      },
    ],
  });
  const user = await filled();
  await user.click(button('Test connection'));
  const rows = within(await screen.findByRole('table'))
    .getAllByRole('row')
    .slice(1);
  expect(rows[0]?.textContent).toContain('Ballastkvm-01answers libvirt 11.3');
  expect(rows[1]?.textContent).toMatch(/^kvm-01kvm-02does not work .*no route to host$/);
  expect(screen.getByRole('alert').textContent).toContain('1 connection does not work');
  expect(add).not.toHaveBeenCalled();
});

it('takes back a result that an invalid form has replaced', async () => {
  test.mockResolvedValueOnce({ ok: true, value: [] });
  const user = await filled();
  await user.click(button('Test connection'));
  expect(await screen.findByRole('region', { name: 'Connection test' })).toBeDefined();
  test.mockResolvedValueOnce({
    ok: false,
    code: 'bad-config',
    facts: { problem: 'two hosts share an address' },
  });
  await user.click(await screen.findByRole('button', { name: 'Test connection' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Connection test' })).toBeNull());
  expect(screen.getByRole('alert')).toBeDefined();
});
