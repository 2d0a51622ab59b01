'use client';

import { useEffect, useRef } from 'react';
import { type Shown, show } from './shown';

/** Says what the page shows: it is asked for anew when that has changed. Of a page made anew, only the mark is new. */
export function ShownPage({ shows, since }: Shown) {
  const shown = useRef<Shown>({ shows, since });
  shown.current.since = since;
  // an object made by the server is new each time: what counts is what it says
  const key = JSON.stringify(shows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `shows`
  useEffect(() => {
    shown.current.shows = shows;
    return show(shown.current);
  }, [key]);
  return null;
}
