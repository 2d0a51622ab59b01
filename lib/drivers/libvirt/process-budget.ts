/** A place for one virsh, and the ssh that it may start, among all that this process may run. */
export interface Place {
  /** The virsh has ended. A second call has no effect. */
  release(): void;
  /** The virsh is idle: it may be ended with `end` when another needs its place, until `reclaim` is called. */
  lend(end: () => void): void;
  reclaim(): void;
}

export interface ProcessBudget {
  /** A place; an idle virsh is ended for it if there is no other. Null if none becomes free within `waitMs`. */
  take(waitMs: number): Promise<Place | null>;
  /** A place for a virsh that only listens; null if those have their share already, or no place is free. */
  takeForListener(): Place | null;
}

/** All virsh of one process: a host needs one for questions, and one to listen to. */
const MAX_PROCESSES = 2048;
/** Listeners only make things faster, so that they leave the rest to questions and orders. */
const LISTENERS_SHARE = 1 / 4;

export function createProcessBudget(most = MAX_PROCESSES): ProcessBudget {
  let taken = 0;
  let listeners = 0;
  const lent = new Map<object, () => void>(); // the longest idle first
  const waiting: ((place: Place) => void)[] = [];

  const makePlace = (onRelease: () => void = () => undefined): Place => {
    const key = {};
    let isReleased = false;
    return {
      release: () => {
        if (isReleased) return;
        isReleased = true;
        lent.delete(key);
        onRelease();
        const next = waiting.shift();
        if (next === undefined) taken--;
        else next(makePlace());
      },
      lend: (end) => void lent.set(key, end),
      reclaim: () => void lent.delete(key),
    };
  };
  const endOldest = (): void => {
    const [oldest] = lent;
    if (oldest === undefined) return;
    const [key, end] = oldest;
    lent.delete(key);
    end();
  };

  return {
    take: (waitMs) => {
      if (taken < most) {
        taken++;
        return Promise.resolve(makePlace());
      }
      const { promise, resolve } = Promise.withResolvers<Place | null>();
      const serve = (place: Place): void => {
        clearTimeout(timer);
        resolve(place);
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(serve), 1);
        resolve(null);
      }, waitMs);
      waiting.push(serve);
      endOldest();
      return promise;
    },
    takeForListener: () => {
      if (taken >= most || listeners >= most * LISTENERS_SHARE) return null;
      taken++;
      listeners++;
      return makePlace(() => listeners--);
    },
  };
}

/** One for all hosts and clusters of this process. */
export const sharedBudget = createProcessBudget();
