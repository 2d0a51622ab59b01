/** Does its work some time after it was asked for, once however often it was, and not while nobody watches at the page. */
export interface Paced {
  ask(): void;
  /** What was asked for is done already. */
  forget(): void;
  stop(): void;
}

/** `everyMs`: how long to wait, and so how often at most. */
export function paced(everyMs: () => number, work: () => void): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  const ask = () => {
    isWanted = true;
    if (document.hidden || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (document.hidden || !isWanted) return; // done by somebody else, or asked for again when it is looked at
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
