import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { router } from '@/components/testing/router';
import { show } from '@/components/testing/show';
import { traitsOf } from '@/lib/drivers/registry';
import { paths } from '@/lib/model/paths';
import {
  connectClustersAction,
  listOfferedAction,
  readCertificatesAction,
  testEndpointAction,
} from '../../actions';
import { EndpointForm } from './endpoint-form';

vi.mock('../../actions', () => ({
  connectClustersAction: vi.fn(),
  listOfferedAction: vi.fn(),
  readCertificatesAction: vi.fn(),
  testEndpointAction: vi.fn(),
}));
const connect = vi.mocked(connectClustersAction);
const list = vi.mocked(listOfferedAction);
const read = vi.mocked(readCertificatesAction);
beforeEach(() => {
  vi.mocked(testEndpointAction).mockReset();
  for (const action of [connect, list, read]) action.mockReset();
});

const button = (name: string) => screen.getByRole('button', { name });
const fingerprint = 'AA:BB';
const config = { cluster: 'domain-c8' };
const access = { address: 'vcenter', user: 'ballast@vsphere.local', secret: 'secret' };
const entry = { driver: 'vsphere', ...access, fingerprint };

/** The form with an address whose certificate is shown. */
async function shown() {
  read.mockResolvedValueOnce({
    ok: true,
    value: [
      {
        server: 'vcenter',
        fingerprint,
        subject: 'CN=vcenter',
        issuer: 'CN=vcenter',
        validUntil: new Date(0),
        isTrusted: false,
      },
    ],
  });
  const { user } = show(<EndpointForm driver={traitsOf('vsphere')} />);
  await user.type(screen.getByLabelText('Address of the vCenter'), access.address);
  await user.type(screen.getByLabelText('User'), access.user);
  await user.type(screen.getByLabelText('Password'), access.secret);
  await user.click(button('Show certificate'));
  await screen.findByText(fingerprint);
  return user;
}

it('asks for the certificate without the password, and for nothing else before it is confirmed', async () => {
  const user = await shown();
  expect(read.mock.calls).toEqual([[{ driver: 'vsphere', address: access.address }]]);
  await user.click(button('List clusters'));
  expect(list).not.toHaveBeenCalled();
});

it('connects the chosen clusters, each under a name that Ballast accepts', async () => {
  list.mockResolvedValueOnce({
    ok: true,
    value: [
      {
        name: 'Production East',
        group: 'DC0',
        hosts: 4,
        config,
        balancer: { name: 'DRS', mode: 'automatic', movedUuids: null, excludedUuids: [] },
      },
    ],
  });
  connect.mockResolvedValueOnce({ ok: true, value: { ids: ['c1'] } });
  const user = await shown();
  await user.click(screen.getByLabelText('The fingerprint is right'));
  await user.click(button('List clusters'));
  await user.click(await screen.findByLabelText(/Production East/));
  expect(screen.getByText(/DRS moves VMs by itself/)).toBeDefined();
  await user.click(button('Connect 1 cluster'));
  expect(connect.mock.calls).toEqual([[{ ...entry, clusters: [{ name: 'Production-East', config }] }]]);
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.clusterSettings()));
});

it('shows the certificate of each server, and sends all of them', async () => {
  const named = (server: string, own: string) => ({
    server,
    fingerprint: own,
    subject: `CN=${server}`,
    issuer: 'CN=PVE Cluster Manager CA',
    validUntil: new Date(0),
    isTrusted: false,
  });
  read.mockResolvedValueOnce({ ok: true, value: [named('pve1:8006', 'AA:11'), named('pve2:8006', 'BB:22')] });
  list.mockResolvedValueOnce({ ok: true, value: [] });
  const { user } = show(<EndpointForm driver={traitsOf('proxmox')} />);
  await user.type(screen.getByLabelText('Addresses of nodes'), 'pve1, pve2');
  await user.type(screen.getByLabelText('API token ID'), 'ballast@pve!ballast');
  await user.type(screen.getByLabelText('Secret of the token'), 'secret');
  await user.click(button('Show certificate'));
  for (const text of ['pve1:8006', 'AA:11', 'pve2:8006', 'BB:22']) await screen.findByText(text);
  await user.click(screen.getByLabelText('The fingerprints are right'));
  await user.click(button('List clusters'));
  expect(list.mock.calls[0]?.[0]).toMatchObject({ driver: 'proxmox', fingerprint: 'AA:11 BB:22' });
});

it('says in the words of the hypervisor what is wrong with a field', async () => {
  read.mockResolvedValueOnce({ ok: false, code: 'bad-config', facts: { field: 'address', detail: 'x' } });
  const { user } = show(<EndpointForm driver={traitsOf('proxmox')} />);
  await user.type(screen.getByLabelText('Addresses of nodes'), 'http://pve1');
  await user.click(button('Show certificate'));
  await screen.findByText('Write names of nodes, such as pve1.example.com, pve2.example.com.');
});

it('forgets the certificate when the address changes', async () => {
  const user = await shown();
  await user.type(screen.getByLabelText('Address of the vCenter'), '2');
  expect(screen.queryByText(fingerprint)).toBeNull();
});
