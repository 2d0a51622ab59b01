import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { address } from '../testing/router';
import { show } from '../testing/show';
import { Tree } from './tree';
import type { FrameData } from './types';
import { useLiveFrame } from './use-live-frame';

const host = (id: string) => ({
  id,
  name: `kvm-${id}`,
  mode: 'active' as const,
  connection: 'up' as const,
  cpuPercent: 40,
  memoryPercent: 50,
  alarms: [],
  vmCount: 25,
});
const hostsOf: Record<string, FrameData['clusters'][number]['hosts']> = {
  c1: [host('1'), host('2')],
  c2: [host('3')],
};

/** The frame with the hosts of these clusters only. */
const frame = (open: readonly string[]): FrameData => ({
  clusters: Object.entries(hostsOf).map(([id, hosts]) => ({
    id,
    name: `prod-${id}`,
    isSimulated: false,
    cpuThresholdPercent: 80,
    memoryThresholdPercent: 90,
    vmCount: 50,
    needsAttention: false,
    hosts: open.includes(id) ? hosts : null,
  })),
  suggestions: 0,
  jobs: [],
  queuedJobs: 0,
  failedToday: 0,
  automation: { switchedOff: null, stops: [] },
  updatedAt: null,
});

const fetched = vi.fn();
beforeEach(() => {
  fetched.mockReset();
  fetched.mockImplementation(async (url: string) => {
    const search = new URL(url, 'http://ballast.invalid').searchParams;
    const open = search.get('open')?.split(',') ?? [];
    return Response.json(frame(search.get('host') === '3' ? [...open, 'c2'] : open));
  });
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      close() {}
    },
  );
});

function LiveTree({ made }: { made: FrameData }) {
  const { data, tree } = useLiveFrame(made, 'hub 1');
  return (
    <Tree clusters={data.clusters} pathname={address.path} isOpen={tree.isOpen} onToggle={tree.toggle} />
  );
}
const open = (cluster: string) => screen.getByRole('button', { name: `Show the hosts of ${cluster}` });

it('asks for the hosts of a cluster when it is opened, and keeps them when the page is refreshed without', async () => {
  const { user, rerender } = show(<LiveTree made={frame([])} />);
  expect(screen.queryByText('kvm-1')).toBeNull();
  expect(fetched).not.toHaveBeenCalled();
  await user.click(open('prod-c1'));
  await screen.findByText('kvm-1');
  expect(fetched).toHaveBeenCalledWith('/api/frame?open=c1', { cache: 'no-store' });
  rerender(<LiveTree made={frame([])} />);
  expect(screen.getByText('kvm-2')).toBeDefined();
  await user.click(open('prod-c1'));
  expect(screen.queryByText('kvm-1')).toBeNull();
});

it('opens the cluster of the host that the page is about', async () => {
  address.path = '/hosts/3/evacuate';
  show(<LiveTree made={frame([])} />);
  await screen.findByText('kvm-3');
  expect(screen.queryByText('kvm-1')).toBeNull();
});

it('shows all hosts at first, and asks for nothing, when they are part of the frame', async () => {
  const { user } = show(<LiveTree made={frame(['c1', 'c2'])} />);
  expect(screen.getAllByText(/^kvm-/)).toHaveLength(3);
  await user.click(open('prod-c2'));
  await waitFor(() => expect(screen.queryByText('kvm-3')).toBeNull());
  expect(fetched).not.toHaveBeenCalled();
});
