import { placeByHbal } from '../../referees/hbal.ts';
import type { Strategy } from './strategy.ts';

/**
 * ganeti's own balancer, the real program hbal(1): memory and CPU together, one move after another until a move
 * gains less than .01 of its score. It gets the same smoothed demand as the product. Needs ganeti-htools.
 */
export function hbal(everySeconds: number): Strategy {
  return {
    name: `hbal-${everySeconds / 60}min`,
    about: `hbal itself, with its default rule for stopping, every ${everySeconds / 60} minutes; on small clusters only, because a day of a large one takes hours`,
    everySeconds,
    async decide({ snapshot }) {
      const { placement, cpuSeconds } = await placeByHbal(snapshot);
      const hostIndex = new Map(snapshot.hosts.map(({ id }, index) => [id, index]));
      const moves = snapshot.vms.flatMap(({ id, hostId }, vm) => {
        const wanted = placement.get(id) ?? hostId;
        return wanted === hostId ? [] : [{ vm, to: hostIndex.get(wanted) as number }];
      });
      return { moves, cpuSeconds };
    },
  };
}
