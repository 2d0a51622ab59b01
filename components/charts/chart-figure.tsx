'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';

export interface ChartTable {
  head: readonly string[];
  /** Called only when the table is shown. */
  rows: () => readonly (readonly string[])[];
}

interface ChartFigureProps {
  /** What the chart shows and what it says, in a sentence. */
  label: string;
  table: ChartTable;
  legend?: ReactNode;
  children: ReactNode;
}

/** A chart with its name, its legend, and the same figures as a table. */
export function ChartFigure({ label, table, legend, children }: ChartFigureProps) {
  const t = useTranslations('common');
  const [isTable, setTable] = useState(false);
  return (
    <figure className="min-w-0">
      {isTable ? (
        <div className="max-h-80 overflow-y-auto">
          <FigureTable label={label} table={table} />
        </div>
      ) : (
        <div role="img" aria-label={label} className="overflow-hidden">
          {children}
        </div>
      )}
      <figcaption className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2 text-small">
        {isTable ? null : legend}
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="ml-auto min-h-6 text-accent underline-offset-2 hover:underline"
        >
          {t(isTable ? 'asChart' : 'asTable')}
        </button>
      </figcaption>
    </figure>
  );
}

function FigureTable({ label, table }: { label: string; table: ChartTable }) {
  return (
    <Table caption={label}>
      <thead>
        <tr>
          {table.head.map((name, i) => (
            <HeadCell key={name} numeric={i > 0}>
              {name}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows().map(([first = '', ...cells]) => (
          <Row key={first}>
            <Cell className="h-6 md:h-6">{first}</Cell>
            {cells.map((cell, i) => (
              <Cell key={table.head[i + 1]} numeric className="h-6 md:h-6">
                {cell}
              </Cell>
            ))}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
