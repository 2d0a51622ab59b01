'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import type { VmFilter } from '@/lib/model/list-filter';
import { AutomationDialog } from './automation-dialog';

/** Which VMs are chosen: these, or all that match the filter except these. */
interface Selection {
  isAll: boolean;
  ids: ReadonlySet<string>;
}

interface SelectionApi extends Selection {
  toggle: (id: string) => void;
  toggleAll: () => void;
}

const nothing: Selection = { isAll: false, ids: new Set() };
const SelectionContext = createContext<SelectionApi | null>(null);

interface VmSelectionProps {
  filter: VmFilter;
  total: number; // VMs that match
  children: ReactNode;
}

/** Lets people choose VMs of a list, or all that match its filter, and change them together. */
export function VmSelection({ filter, total, children }: VmSelectionProps) {
  const [selection, setSelection] = useState(nothing);
  const api = useMemo(
    () => ({
      ...selection,
      toggle: (id: string) =>
        setSelection(({ isAll, ids }) => {
          const next = new Set(ids);
          if (!next.delete(id)) next.add(id);
          return { isAll, ids: next };
        }),
      toggleAll: () => setSelection(({ isAll }) => ({ isAll: !isAll, ids: new Set() })),
    }),
    [selection],
  );
  const count = selection.isAll ? total - selection.ids.size : selection.ids.size;
  return (
    <SelectionContext value={api}>
      {children}
      {count > 0 ? (
        <ChosenBar
          count={count}
          vms={selection.isAll ? { filter, exceptIds: [...selection.ids] } : { vmIds: [...selection.ids] }}
          onDone={() => setSelection(nothing)}
        />
      ) : null}
    </SelectionContext>
  );
}

interface ChosenBarProps {
  count: number;
  vms: Parameters<typeof AutomationDialog>[0]['vms'];
  onDone: () => void;
}

function ChosenBar({ count, vms, onDone }: ChosenBarProps) {
  const t = useTranslations('vms');
  return (
    <section
      aria-label={t('chosen', { count })}
      className="ground-raised sticky bottom-2 z-10 mt-2 flex flex-wrap items-center gap-2 rounded-control border border-line-strong px-3 py-2 shadow-float"
    >
      <b>{t('chosen', { count })}</b>
      <AutomationDialog
        trigger={<Button variant="primary">{t('automation.open')}</Button>}
        vms={vms}
        subject={t('automation.ofMany', { count })}
        onChanged={onDone}
      />
      <Button variant="ghost" onClick={onDone}>
        {t('chooseNone')}
      </Button>
    </section>
  );
}

/** The box of one VM. */
export function VmBox({ id, name }: { id: string; name: string }) {
  const t = useTranslations('vms');
  const selection = useContext(SelectionContext);
  if (!selection) return null;
  return (
    <Checkbox
      aria-label={t('choose', { name })}
      checked={selection.isAll !== selection.ids.has(id)}
      onChange={() => selection.toggle(id)}
    />
  );
}

/** The box above them: all that match the filter, also those that were not scrolled to. */
export function AllVmsBox() {
  const t = useTranslations('vms');
  const selection = useContext(SelectionContext);
  if (!selection) return null;
  return (
    <Checkbox
      aria-label={t('chooseAll')}
      checked={selection.isAll && selection.ids.size === 0}
      onChange={selection.toggleAll}
    />
  );
}
