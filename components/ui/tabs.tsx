import Link from 'next/link';
import type { ReactNode } from 'react';

export interface TabLink {
  href: string;
  label: ReactNode;
  count?: number | string;
  isCurrent: boolean;
}

/** Tabs are links, since the URL is the state. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav
      aria-label={label}
      className="flex gap-6 overflow-x-auto border-line border-b px-4 pt-3 [scrollbar-width:none] md:px-gutter"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          aria-current={tab.isCurrent ? 'page' : undefined}
          className="-mb-px whitespace-nowrap border-transparent border-b-2 pb-2 text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:font-semibold aria-[current]:text-ink"
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="ml-1 font-normal text-ink-3">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
