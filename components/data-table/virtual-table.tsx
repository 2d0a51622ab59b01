'use client';

import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Cell, Row } from '@/components/ui/table';
import { type Column, TableHead } from './data-table';
import { type Part, useParts } from './use-parts';

interface VirtualTableProps<Item> {
  caption: string;
  /** The same array from one rendering to the next, so that only rows that changed are drawn again. */
  columns: readonly Column<Item>[];
  first: Part<Item>;
  partRows: number;
  load: (from: number) => Promise<Part<Item> | null>;
  isDim?: (item: Item) => boolean;
}

/** Rows beyond the edges that are drawn, so that scrolling shows no gaps. */
const OVERSCAN = 12;
const ROW_PX = 32;
const HEAD_PX = 30;
/** What a server assumes of the screen. */
const SERVER_RECT = { width: 1200, height: 800 };

/**
 * A table of any number of rows in a box that scrolls: only rows near the visible ones exist. Arrow keys, PageUp,
 * PageDown, Home and End move between the links of rows (RowLink), over rows that do not exist yet as well. Give it a
 * `key` of filter and order: another list begins at its top.
 */
export function VirtualTable<Item>(props: VirtualTableProps<Item>) {
  const { caption, columns, first, partRows, load, isDim } = props;
  const box = useRef<HTMLElement>(null);
  const [target, setTarget] = useState<number | null>(null);
  const rangeExtractor = useCallback(
    (range: Range) => withRow(defaultRangeExtractor(range), target, range.count),
    [target],
  );
  const virtualizer = useVirtualizer({
    count: first.total,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    initialRect: SERVER_RECT,
    rangeExtractor,
    useFlushSync: false, // a row may come a frame later; the scrolling does not wait for it
  });
  const items = virtualizer.getVirtualItems();
  const shown = { from: items.at(0)?.index ?? 0, to: (items.at(-1)?.index ?? 0) + 1 };
  const rowAt = useParts({ first, partRows, load, shown });

  const hasTarget = target !== null && rowAt(target) !== undefined;
  useEffect(() => {
    if (!hasTarget) return;
    box.current?.querySelector<HTMLElement>(`[data-index="${target}"] [data-arrow-item]`)?.focus();
  }, [target, hasTarget]);

  const handleKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    const at = row?.getAttribute('data-index');
    if (at === null || at === undefined) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const next = nextRow(event.key, Number(at), { last: first.total - 1, page });
    if (next === null) return;
    event.preventDefault();
    virtualizer.scrollToIndex(next);
    setTarget(next);
  };
  const end = virtualizer.getTotalSize();
  return (
    <section
      ref={box}
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={handleKey}
      style={{ height: `min(100dvh - 14rem, ${first.total * ROW_PX + HEAD_PX}px)` }}
      className="relative min-h-40 overflow-auto [contain:strict]"
    >
      <table aria-rowcount={first.total + 1} className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <TableHead columns={columns} isSticky />
        <tbody>
          {items.map((item, i) => {
            const before = items[i - 1];
            return (
              <RowAfterGap
                key={item.key}
                gapPx={item.start - (before?.end ?? 0)}
                columns={columns}
                index={item.index}
                item={rowAt(item.index)}
                isDim={isDim}
              />
            );
          })}
          <Gap px={end - (items.at(-1)?.end ?? 0)} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

/** The row that has the focus stays when it is scrolled away. */
function withRow(indexes: number[], target: number | null, count: number): number[] {
  if (target === null || target >= count || indexes.includes(target)) return indexes;
  return [...indexes, target].sort((a, b) => a - b);
}

function nextRow(key: string, at: number, { last, page }: { last: number; page: number }): number | null {
  const places: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const place = places[key];
  return place === undefined ? null : Math.min(last, Math.max(0, place));
}

interface RowProps<Item> {
  columns: readonly Column<Item>[];
  index: number;
  item: Item | undefined;
  isDim?: (item: Item) => boolean;
}

function RowAfterGap<Item>({ gapPx, ...row }: RowProps<Item> & { gapPx: number }) {
  return (
    <>
      <Gap px={gapPx} columns={row.columns.length} />
      <VirtualRow {...row} />
    </>
  );
}

/** The height of the rows that do not exist. */
function Gap({ px, columns }: { px: number; columns: number }) {
  if (px <= 0) return null;
  return (
    <tr>
      <td colSpan={columns} style={{ height: px, padding: 0 }} />
    </tr>
  );
}

/** While one scrolls, rows stay the elements that they are: React looks only at those that are new. */
const VirtualRow = <Item,>({ columns, index, item, isDim }: RowProps<Item>) =>
  useMemo(() => drawRow({ columns, index, item, isDim }), [columns, index, item, isDim]);

function drawRow<Item>({ columns, index, item, isDim }: RowProps<Item>) {
  return (
    <Row
      data-index={index}
      aria-rowindex={index + 2}
      style={{ height: ROW_PX }}
      className={item && isDim?.(item) ? 'text-ink-3' : undefined}
    >
      {columns.map((column) => (
        <Cell
          key={column.key}
          numeric={column.numeric}
          wideOnly={column.wideOnly}
          className={`h-row ${column.className ?? ''}`}
        >
          {item ? column.cell(item) : null}
        </Cell>
      ))}
    </Row>
  );
}
