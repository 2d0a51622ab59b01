import Link from 'next/link';
import type { ReactNode } from 'react';
import { ArrowKeys } from '@/components/ui/arrow-keys';
import { cn } from '@/components/ui/cn';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';

export interface Column<Item> {
  key: string;
  header: ReactNode;
  cell: (item: Item) => ReactNode;
  numeric?: boolean;
  wideOnly?: boolean;
  wrap?: boolean;
  /** The link of the column heading, and how the column is sorted now. */
  sort?: { href: string; direction?: 'ascending' | 'descending' };
  className?: string;
}

interface DataTableProps<Item> {
  caption: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** The row that a side panel shows. */
  selectedKey?: string;
  /** Muted, for what is off or over. */
  isDim?: (item: Item) => boolean;
  /** Shown in place of the rows when there are none. */
  empty?: ReactNode;
}

/**
 * A table whose order is part of the URL. Put one link or button with `data-arrow-item` in each row (RowLink):
 * arrow keys then move between rows and Enter opens one.
 */
export function DataTable<Item>(props: DataTableProps<Item>) {
  const { caption, columns, items, keyOf, selectedKey, isDim, empty } = props;
  if (items.length === 0 && empty) return <>{empty}</>;
  return (
    <ArrowKeys>
      <Table caption={caption}>
        <TableHead columns={columns} />
        <tbody>
          {items.map((item) => {
            const key = keyOf(item);
            return (
              <Row
                key={key}
                aria-selected={selectedKey === key ? true : undefined}
                className={isDim?.(item) ? 'text-ink-3' : undefined}
              >
                {columns.map((column) => (
                  <Cell
                    key={column.key}
                    numeric={column.numeric}
                    wideOnly={column.wideOnly}
                    wrap={column.wrap}
                    className={column.className}
                  >
                    {column.cell(item)}
                  </Cell>
                ))}
              </Row>
            );
          })}
        </tbody>
      </Table>
    </ArrowKeys>
  );
}

interface TableHeadProps<Item> {
  columns: readonly Column<Item>[];
  /** It stays when the rows below it scroll. */
  isSticky?: boolean;
}

/** The headings of the columns; those that can be sorted by are links. */
export function TableHead<Item>({ columns, isSticky = false }: TableHeadProps<Item>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <HeadCell
            key={column.key}
            numeric={column.numeric}
            wideOnly={column.wideOnly}
            aria-sort={column.sort?.direction}
            className={cn(isSticky && 'sticky top-0 z-1 bg-ground', column.className)}
          >
            {column.sort ? <SortLink sort={column.sort}>{column.header}</SortLink> : column.header}
          </HeadCell>
        ))}
      </tr>
    </thead>
  );
}

const arrows = { ascending: '↑', descending: '↓' };

function SortLink({ sort, children }: { sort: NonNullable<Column<never>['sort']>; children: ReactNode }) {
  return (
    <Link href={sort.href} scroll={false} replace prefetch={false} className="hover:text-ink">
      {children}
      {sort.direction ? <span aria-hidden="true"> {arrows[sort.direction]}</span> : null}
    </Link>
  );
}

/** The link of a row; arrow keys move between them. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      data-arrow-item=""
      className="font-medium underline-offset-2 hover:underline"
    >
      {children}
    </Link>
  );
}
