'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMoveOptions } from '@/components/domain/move-options';
import { Checkbox } from '@/components/ui/checkbox';
import { formatMebibytes } from '@/lib/format/bytes';

/** Whether the local disks of a VM are copied with it: without that, they tie it to its host. */
export function DisksChoice({ diskMiB }: { diskMiB: number }) {
  const t = useTranslations('migrate.localDisks');
  const locale = useLocale();
  const { asked, change } = useMoveOptions();
  return (
    <Checkbox
      label={t('choice', { size: formatMebibytes(diskMiB, locale) })}
      hint={t('hint')}
      checked={asked.localDisks === 'take'}
      onChange={(event) => change({ localDisks: event.target.checked ? 'take' : '' })}
      className="mb-2"
    />
  );
}
