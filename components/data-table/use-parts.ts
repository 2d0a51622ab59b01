import { useEffect, useRef, useState } from 'react';

/** A part of a list: `rows` from row `from` on, of `total`. */
export interface Part<Item> {
  total: number;
  from: number;
  rows: readonly Item[];
}

interface PartsOptions<Item> {
  /** The first part as the page has it; another object means that the list may have changed. */
  first: Part<Item>;
  partRows: number;
  /** Null: it could not be loaded; it is asked for again when somebody scrolls. */
  load: (from: number) => Promise<Part<Item> | null>;
  /** The rows on screen: the first, and the one after the last. */
  shown: { from: number; to: number };
}

/**
 * The rows of a long list, loaded in parts as they come on screen. When the list may have changed, the parts on screen
 * are loaded again, and their rows stay until then. The returned function gives a row; undefined: not loaded yet.
 */
export function useParts<Item>({
  first,
  partRows,
  load,
  shown,
}: PartsOptions<Item>): (index: number) => Item | undefined {
  const [parts, setParts] = useState<ReadonlyMap<number, Part<Item>>>(new Map());
  const asked = useRef({ version: first, froms: new Set<number>() });
  const begin = startOf(shown.from, partRows);
  const end = Math.min(shown.to, first.total);

  useEffect(() => {
    if (asked.current.version !== first) asked.current = { version: first, froms: new Set() };
    const { froms } = asked.current;
    const ask = async (from: number): Promise<void> => {
      froms.add(from);
      const part = await load(from).catch(() => null);
      if (part) setParts((before) => new Map(before).set(from, part));
      else froms.delete(from);
    };
    for (let from = begin; from < end; from += partRows) if (from > 0 && !froms.has(from)) void ask(from);
  }, [first, partRows, load, begin, end]);

  return (index) => {
    const from = startOf(index, partRows);
    return (from === 0 ? first : parts.get(from))?.rows[index - from];
  };
}

const startOf = (index: number, partRows: number): number => Math.floor(index / partRows) * partRows;
