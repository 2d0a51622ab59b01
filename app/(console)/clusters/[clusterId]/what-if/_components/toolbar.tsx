import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { Changes } from '@/lib/engine/what-if';
import type { WhatIfData } from '@/lib/views/what-if/what-if-data';
import { addHost, setPolicy } from './changes';

interface ToolbarProps {
  data: WhatIfData;
  changes: Changes;
  onChange: (changes: Changes) => void;
  onReset: (() => void) | null; // null: there is nothing to take back
  onReload: () => void;
}

const LEVELS = [1, 2, 3, 4, 5];

/** Other thresholds, another aggressiveness, more hosts. */
export function Toolbar({ data, changes, onChange, onReset, onReload }: ToolbarProps) {
  const t = useTranslations('what-if');
  const { hosts } = data.snapshot;
  const [like, setLike] = useState(hosts[0]?.id);
  const values = { ...data.policy, ...changes.policy };
  const threshold = (name: 'cpuThresholdPercent' | 'memoryThresholdPercent') => (
    <Field label={t(name)} className="w-32">
      <Input
        type="number"
        min={1}
        max={100}
        value={values[name]}
        className="text-right"
        onChange={({ target: { valueAsNumber: value } }) => {
          if (!(value >= 1 && value <= 100)) return;
          onChange(setPolicy(changes, { [name]: value === data.policy[name] ? undefined : value }));
        }}
      />
    </Field>
  );
  return (
    <div className="flex flex-wrap items-end gap-3">
      {threshold('cpuThresholdPercent')}
      {threshold('memoryThresholdPercent')}
      <Field label={t('aggressiveness')} className="w-32">
        <Select
          value={values.aggressiveness}
          options={LEVELS.map((level) => ({ value: String(level), label: String(level) }))}
          onChange={({ target: { value } }) => {
            const level = Number(value);
            const aggressiveness = level === data.policy.aggressiveness ? undefined : level;
            onChange(setPolicy(changes, { aggressiveness }));
          }}
        />
      </Field>
      <Field label={t('addLike')} className="w-40">
        <Select
          value={like}
          options={hosts.map(({ id, name }) => ({ value: id, label: name ?? id }))}
          onChange={(event) => setLike(event.target.value)}
        />
      </Field>
      <Button onClick={() => onChange(addHost(changes, data.snapshot, like))}>{t('addHost')}</Button>
      <span className="ml-auto flex flex-wrap gap-2">
        <Button disabledReason={onReset ? null : t('nothingChanged')} onClick={() => onReset?.()}>
          {t('reset')}
        </Button>
        <Button variant="ghost" onClick={onReload}>
          {t('reload')}
        </Button>
      </span>
    </div>
  );
}
