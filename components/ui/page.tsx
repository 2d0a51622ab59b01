import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { cn } from './cn';

interface PageHeadProps {
  title: ReactNode;
  /** Breadcrumbs, the widest first. */
  crumbs?: readonly { href: string; label: ReactNode }[];
  crumbsLabel?: string;
  /** Shown beside the title. */
  status?: ReactNode;
  /** One or two sentences, or facts. */
  lede?: ReactNode;
  /** Buttons; at most one primary. */
  actions?: ReactNode;
}

export function PageHead({ title, crumbs, crumbsLabel, status, lede, actions }: PageHeadProps) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 pt-3 md:px-gutter md:pt-3.5">
      <div className="min-w-0 flex-[1_1_100%] lg:flex-[1_1_26rem]">
        {crumbs ? (
          <nav aria-label={crumbsLabel} className="mb-0.5 flex flex-wrap gap-1.5 text-ink-3 text-small">
            {crumbs.map((crumb, i) => (
              <Fragment key={crumb.href}>
                {i > 0 ? <span aria-hidden="true">/</span> : null}
                <Link href={crumb.href} className="hover:text-ink hover:underline">
                  {crumb.label}
                </Link>
              </Fragment>
            ))}
          </nav>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3">
          <h1 className="font-semibold text-title tracking-[-0.015em]">{title}</h1>
          {status}
        </div>
        {lede ? <div className="mt-0.5 max-w-[86ch] text-ink-2">{lede}</div> : null}
      </div>
      {actions ? (
        <div className="flex w-full flex-wrap items-center gap-2 lg:w-auto lg:pt-2.5">{actions}</div>
      ) : null}
    </header>
  );
}

export const PageBody = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div className={cn('px-4 pt-4 md:px-gutter', className)}>{children}</div>
);

/** Facts in a row under a title. */
export const Facts = ({ children }: { children: ReactNode }) => (
  <p className="flex flex-wrap gap-x-4 *:wrap-anywhere">{children}</p>
);

interface SectionProps {
  title: ReactNode;
  /** Muted words beside the title: a count, a scale. */
  note?: ReactNode;
  /** At the right end: a link, a segmented control. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  id?: string;
}

/** White space and rules separate sections, not boxes. */
export function Section({ title, note, aside, children, className, id }: SectionProps) {
  return (
    <section id={id} className={cn('min-w-0', className)}>
      <div className="mb-2 flex min-h-6.5 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">{title}</h2>
        {note ? <span className="text-ink-3 text-small">{note}</span> : null}
        {aside ? <div className="ml-auto flex flex-wrap items-center gap-3 text-small">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

const columnStyles = {
  two: 'lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]',
  three: 'lg:grid-cols-3',
  side: 'lg:grid-cols-[minmax(0,1fr)_18.25rem]',
} as const;

/** Sections in parallel with a rule between them; one under the other on a narrow screen. */
export function Columns({
  layout = 'two',
  children,
  className,
}: {
  layout?: keyof typeof columnStyles;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn(
        'grid grid-cols-1 gap-x-8 gap-y-6 *:relative lg:overflow-x-clip lg:[overflow-clip-margin:0.5rem]',
        '*:not-first:border-line *:not-first:border-t *:not-first:pt-4 lg:*:not-first:border-t-0 lg:*:not-first:pt-0',
        'lg:*:before:absolute lg:*:before:inset-y-0 lg:*:before:-left-4 lg:*:before:w-px lg:*:before:bg-line',
        columnStyles[layout],
        className,
      )}
    >
      {children}
    </div>
  );
}

/** Pairs of a muted name and its value. */
export function KeyValues({
  entries,
}: {
  entries: readonly { key: string; name: ReactNode; value: ReactNode }[];
}) {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-1">
      {entries.map((entry) => (
        <Fragment key={entry.key}>
          <dt className="text-ink-3">{entry.name}</dt>
          <dd className="min-w-0">{entry.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
