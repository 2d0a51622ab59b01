/** Does its work some time after a request, once for all requests in that time, and not while the page is hidden. */
export interface Paced {
  ask(): void;
  /** The requested work was already done. */
  forget(): void;
  stop(): void;
}

/** `everyMs`: the delay, and so the minimum time between two runs. While `isBusy`, the work waits for so long again. */
export function paced(everyMs: () => number, work: () => void, isBusy: () => boolean = () => false): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  const ask = () => {
    isWanted = true;
    if (document.hidden || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (document.hidden || !isWanted) return; // done elsewhere, or requested again when the page is visible
      if (isBusy()) {
        ask();
        return;
      }
      isWanted = false;
      work();
    }, everyMs());
  };
  const refreshIfShown = () => {
    if (!document.hidden && isWanted) ask();
  };
  document.addEventListener('visibilitychange', refreshIfShown);
  return {
    ask,
    forget: () => {
      isWanted = false;
    },
    stop: () => {
      document.removeEventListener('visibilitychange', refreshIfShown);
      clearTimeout(timer);
    },
  };
}
