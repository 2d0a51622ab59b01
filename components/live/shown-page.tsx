'use client';

import { useEffect, useRef } from 'react';
import { type Shown, show } from './shown';

/** Declares what the page shows: it is refreshed when that has changed. When a page is rendered again, only the mark is new. */
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
