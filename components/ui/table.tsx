import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

interface TableProps extends ComponentProps<'table'> {
  /** The name of the table for screen readers; not visible. */
  caption: string;
}

/** Rows of 32 px between hairlines. Scrolls sideways by itself when it must. */
export function Table({ caption, className, children, ...props }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="relative overflow-x-auto" tabIndex={0} aria-label={caption}>
      <table {...props} className={cn('w-full border-collapse', className)}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  );
}

interface CellProps {
  /** Numbers are aligned to the right. */
  numeric?: boolean;
  /** Left out on a phone. */
  wideOnly?: boolean;
}

const cellStyle = ({ numeric, wideOnly }: CellProps) =>
  cn('px-1.5 first:pl-1 last:pr-1 md:px-2', numeric && 'text-right', wideOnly && 'max-md:hidden');

export function HeadCell({ numeric, wideOnly, className, ...props }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      scope="col"
      {...props}
      className={cn(
        cellStyle({ numeric, wideOnly }),
        'h-7 whitespace-nowrap border-line-strong border-b text-left font-medium text-ink-3 text-small aria-[sort]:font-semibold aria-[sort]:text-ink',
        numeric && 'text-right',
        className,
      )}
    />
  );
}

export function Cell({
  numeric,
  wideOnly,
  wrap,
  className,
  ...props
}: ComponentProps<'td'> & CellProps & { wrap?: boolean }) {
  return (
    <td
      {...props}
      className={cn(
        cellStyle({ numeric, wideOnly }),
        'h-9 border-line border-b md:h-row',
        wrap ? 'py-1.5' : 'whitespace-nowrap',
        className,
      )}
    />
  );
}

interface RowProps extends ComponentProps<'tr'> {
  /** A NoteRow follows, everywhere or on a phone, and the hairline comes after that. */
  isNoted?: boolean | 'phone';
}

export function Row({ isNoted, className, ...props }: RowProps) {
  return (
    <tr
      {...props}
      className={cn(
        'hover:bg-hover aria-selected:bg-selected aria-selected:shadow-[inset_2px_0_var(--color-accent)]',
        isNoted === true && '[&>td]:border-b-0',
        isNoted === 'phone' && 'max-md:[&>td]:border-b-0',
        className,
      )}
    />
  );
}

interface NoteRowProps {
  /** How many columns the table has. */
  columns: number;
  phoneOnly?: boolean;
  children: ReactNode;
}

/** A note about the row above, from its second column to the end of the table. That row is `isNoted`. */
export function NoteRow({ columns, phoneOnly, children }: NoteRowProps) {
  return (
    <tr className={cn(phoneOnly && 'md:hidden')}>
      <td className="border-line border-b" />
      <td colSpan={columns - 1} className="border-line border-b px-1.5 pb-2 text-ink-3 text-small md:px-2">
        <div className="max-w-[80ch]">{children}</div>
      </td>
    </tr>
  );
}
