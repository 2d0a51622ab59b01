'use client';

import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';

interface FilterOption {
  key: string;
  label: string;
  href: string;
}

interface FilterMenuProps {
  /** What is filtered by. */
  name: string;
  /** The label and link for no filter; left out if something is always chosen. */
  any?: string;
  anyHref?: string;
  chosen: string | null;
  options: readonly FilterOption[];
}

/** One filter of a list as a pill: it shows what is chosen, and links to the other choices. */
export function FilterMenu({ name, any = '', anyHref, chosen, options }: FilterMenuProps) {
  const current = options.find((option) => option.key === chosen);
  const items = options.map((option) => ({ ...option, checked: option.key === chosen }));
  return (
    <Menu
      trigger={
        <button
          type="button"
          data-chosen={current && anyHref ? '' : undefined}
          className="inline-flex h-8 items-center gap-1.5 rounded-full border border-line-strong px-3 text-small hover:bg-hover data-chosen:border-accent data-chosen:bg-selected md:h-6.5"
        >
          <span className="text-ink-2">{name}</span>
          <span className={current ? 'font-semibold' : undefined}>{current?.label ?? any}</span>
          <Icon name="chevronDown" size={10} className="text-ink-3" />
        </button>
      }
      items={anyHref ? [{ key: '', label: any, href: anyHref, checked: !current }, ...items] : items}
    />
  );
}
