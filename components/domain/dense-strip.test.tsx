import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '../testing/show';
import { DenseStrip } from './dense-strip';
import { packHosts } from './packed-hosts';

const cluster = { id: 'c1', name: 'prod', cpuThresholdPercent: 80, memoryThresholdPercent: 90 };
const loads = [40, 95, 60];
const packed = packHosts(
  loads.map((cpuPercent) => ({
    cores: 16,
    cpuPercent,
    memoryPercent: 50,
    cpuTone: cpuPercent > 80 ? 'crit' : 'plain',
    memoryTone: 'plain',
  })),
);
const hosts = loads.map((cpuPercent, i) => ({
  id: `h${i + 1}`,
  name: `kvm-0${i + 1}`,
  cores: 16,
  mode: 'active',
  connection: 'up',
  cpuPercent,
  memoryPercent: 50,
  alarms: [],
  isFailing: false,
}));

const fetched = vi.fn();
beforeEach(() => {
  fetched.mockReset();
  fetched.mockImplementation(async () => Response.json(hosts));
  vi.stubGlobal('fetch', fetched);
});
const link = () => screen.getByRole('link');

it('is one link with a few shapes, and asks for no names before they are needed', () => {
  const { container } = show(<DenseStrip cluster={cluster} packed={packed} order="cpu" />);
  expect(link().getAttribute('href')).toBe('/clusters/c1');
  expect(link().getAttribute('aria-label')).toBe('prod: 3 hosts. Arrow keys choose one.');
  expect(container.querySelectorAll('path').length).toBe(6); // area and edge of two tones above, of one below
  expect(fetched).not.toHaveBeenCalled();
});

it('leads to the host that arrow keys choose, in its order, and announces it', async () => {
  const { user } = show(<DenseStrip cluster={cluster} packed={packed} order="cpu" />);
  await user.tab();
  await waitFor(() => expect(link().getAttribute('href')).toBe('/hosts/h2'));
  expect(fetched.mock.calls.map(([address]) => address)).toEqual(['/api/clusters/c1/hosts']);
  await user.keyboard('{ArrowRight}');
  expect(link().getAttribute('href')).toBe('/hosts/h3');
  await user.keyboard('{End}{ArrowRight}');
  expect(link().getAttribute('href')).toBe('/hosts/h1');
  const said = screen.getByText(/^kvm-01: CPU 40/);
  expect(said.getAttribute('aria-live')).toBe('polite');
  expect(link().getAttribute('aria-label')).toBe(said.textContent);
  await user.keyboard('{Home}');
  expect(link().getAttribute('href')).toBe('/hosts/h2');
});

it('follows the names when they are the order', async () => {
  const { user } = show(<DenseStrip cluster={cluster} packed={packed} order="name" />);
  await user.tab();
  await waitFor(() => expect(link().getAttribute('href')).toBe('/hosts/h1'));
});

it.each([
  ['cannot be read', () => Promise.reject(new Error('offline'))],
  ['are others by now', async () => Response.json(hosts.slice(1))],
])('leads to the cluster while its hosts %s', async (_, answer) => {
  fetched.mockImplementation(answer);
  const { user } = show(<DenseStrip cluster={cluster} packed={packed} order="cpu" />);
  await user.tab();
  await waitFor(() => expect(fetched).toHaveBeenCalled());
  expect(link().getAttribute('href')).toBe('/clusters/c1');
});
