'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';

interface Pickable {
  id: string;
  name: string;
}

export interface Found {
  total: number;
  found: readonly Pickable[];
}

interface MemberPickerProps {
  label: string;
  picked: readonly Pickable[];
  onChange: (picked: readonly Pickable[]) => void;
  /** Those whose names contain a text: the first of them, and how many there are. Null: the search failed. */
  search: (text: string) => Promise<Found | null>;
  error?: string | null;
  disabled?: boolean;
}

const PAUSE_MS = 150;

/** Picks some of many: a search, boxes beside what it found, and what is picked with a way to take each out again. */
export function MemberPicker({ label, picked, onChange, search, error, disabled }: MemberPickerProps) {
  const t = useTranslations('rules.picker');
  const [text, setText] = useState('');
  const result = useFound(search, text);
  const isPicked = new Set(picked.map(({ id }) => id));
  const toggle = (one: Pickable) =>
    onChange(isPicked.has(one.id) ? picked.filter(({ id }) => id !== one.id) : [...picked, one]);
  return (
    <div className="min-w-0">
      <Field label={label} error={error}>
        <Input
          type="search"
          value={text}
          disabled={disabled}
          placeholder={t('search')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend of its own */}
      <div role="group" aria-label={t('foundOf', { label })} className="mt-1.5">
        <ul className="max-h-44 overflow-y-auto rounded-control border border-line">
          {result?.found.map((one) => (
            <li key={one.id} className="px-2 py-1 hover:bg-hover">
              <Checkbox
                label={one.name}
                checked={isPicked.has(one.id)}
                disabled={disabled}
                onChange={() => toggle(one)}
              />
            </li>
          ))}
          {result && result.found.length === 0 ? (
            <li className="px-2 py-1 text-ink-3">{t('nothing')}</li>
          ) : null}
        </ul>
        <p className="mt-1 text-ink-3 text-small">
          {result === null ? t('failed') : result ? t('shown', shownOf(result)) : t('searching')}
        </p>
      </div>
      {picked.length > 0 ? (
        <ul
          aria-label={t('pickedOf', { label })}
          className="mt-1.5 flex max-h-32 flex-wrap gap-1 overflow-y-auto"
        >
          {picked.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                disabled={disabled}
                onClick={() => toggle(one)}
                className="inline-flex items-center gap-1 rounded-small border border-line-strong px-1.5 py-0.5 text-small hover:bg-hover"
              >
                {one.name}
                <Icon name="close" size={10} label={t('takeOut', { name: one.name })} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

const shownOf = ({ total, found }: Found) => ({ shown: found.length, total });

/** What a search has found; the result before stays until the next one has come. Undefined: none yet. Null: it failed. */
function useFound(search: MemberPickerProps['search'], text: string): Found | null | undefined {
  const [result, setResult] = useState<Found | null>();
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const found = await search(text.trim()).catch(() => null);
      if (isCurrent) setResult(found);
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [search, text]);
  return result;
}
