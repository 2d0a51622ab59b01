import { joinSubscriptions, type Subscription } from '@/lib/model/change';

/** What a page on screen shows, with the server's mark of the time at which it was rendered. */
export interface Shown {
  shows: Subscription;
  since: string;
}

const onScreen = new Set<Shown>();
const listeners = new Set<() => void>();
const nothing: Subscription = {};
let joined = nothing;

function change(): void {
  joined = joinSubscriptions([...onScreen].map(({ shows }) => shows));
  for (const listener of listeners) listener();
}

/** Adds what a page shows; the returned function removes it. */
export function show(shown: Shown): () => void {
  onScreen.add(shown);
  change();
  return () => {
    onScreen.delete(shown);
    change();
  };
}

/** Everything that is on screen, for `useSyncExternalStore`. */
export const shownNow = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: (): Subscription => joined,
  readOnServer: (): Subscription => nothing,
  /** The oldest mark; null: nothing is on screen. */
  since: (): string | null => [...onScreen].at(0)?.since ?? null,
};
