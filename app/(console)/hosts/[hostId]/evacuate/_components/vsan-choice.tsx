'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Select } from '@/components/ui/select';
import { VsanData } from '@/lib/model/manager-maintenance';

interface VsanChoiceProps {
  value: VsanData;
  onChange: (value: VsanData) => void;
}

/** What becomes of the vSAN data of a host that is emptied. */
export function VsanChoice({ value, onChange }: VsanChoiceProps) {
  const t = useTranslations('evacuate.vsan');
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="text-ink-2 text-small">
        {t('label')}
      </label>
      <Select
        id={id}
        className="sm:w-64"
        value={value}
        options={VsanData.options.map((option) => ({ value: option, label: t(option) }))}
        onChange={(event) => onChange(VsanData.catch('ensureObjectAccessibility').parse(event.target.value))}
      />
    </>
  );
}
