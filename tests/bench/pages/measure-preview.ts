import { median } from '../planner/format.ts';
import { fetchMs } from './measure-pages.ts';
import { previewSize, storeCentre } from './sizes.ts';
import { withConsole } from './with-console.ts';

export interface PreviewMeasured {
  medianMs: number; // until the whole page was received
  vms: number; // on the host
}

/** The preview of an evacuation in a cluster of `previewSize`: median of some hosts in turn. */
export function measurePreview(times: number): Promise<PreviewMeasured> {
  return withConsole(
    (server) => storeCentre(server, previewSize),
    async ({ origin, cookie, server }) => {
      const hosts = await server.db.host.findMany({
        orderBy: { name: 'asc' },
        take: times + 1,
        select: { id: true, _count: { select: { vms: true } } },
      });
      const taken: number[] = [];
      for (const { id } of hosts) {
        const { ms, status } = await fetchMs(`${origin}/hosts/${id}/evacuate`, cookie);
        if (status !== 200) throw new Error(`the preview answered ${status}`);
        taken.push(ms);
      }
      const [, ...warm] = taken; // the first loads the code of the page
      return { medianMs: median(warm), vms: Math.round(median(hosts.map(({ _count }) => _count.vms))) };
    },
  );
}
