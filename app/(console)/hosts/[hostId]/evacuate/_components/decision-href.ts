import { paths } from '@/lib/model/paths';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';

/** One more decision, or one less, by the id of the VM or rule. */
interface Change {
  leave?: string;
  lift?: string;
}

/** The page with one more decision: it is planned again with it. */
export const hrefWith = (page: EvacuationPage, change: Change): string =>
  hrefOf(page, (ids, id) => (id === undefined ? ids : [...ids, id]), change);

/** The page without one of its decisions. */
export const hrefWithout = (page: EvacuationPage, change: Change): string =>
  hrefOf(page, (ids, id) => ids.filter((each) => each !== id), change);

function hrefOf(
  { emptied: [first, ...also], decided: { left, lifted } }: EvacuationPage,
  apply: (ids: string[], id: string | undefined) => string[],
  { leave, lift }: Change,
): string {
  return paths.evacuate(first?.id ?? '-', {
    also: also.map(({ id }) => id),
    leave: apply(
      left.map(({ vmId }) => vmId),
      leave,
    ),
    lift: apply(
      lifted.map(({ id }) => id),
      lift,
    ),
  });
}
