'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Icon } from '@/components/ui/icon';
import { Popover } from '@/components/ui/popover';
import { apiPaths } from '@/lib/model/paths';

/** Saves the cluster as the file that `ballast plan` reads: a plain form, whose answer is a download. */
export function SnapshotPopover({ clusterId }: { clusterId: string }) {
  const t = useTranslations('cluster.snapshot');
  return (
    <Popover
      label={t('save')}
      align="end"
      trigger={
        <Button>
          <Icon name="download" size={14} />
          {t('save')}
        </Button>
      }
    >
      <form action={apiPaths.snapshot(clusterId)} className="grid gap-3">
        <p className="text-ink-2 text-small">{t('about')}</p>
        <Checkbox name="anonymous" label={t('anonymous')} hint={t('anonymousHint')} />
        <Button type="submit" variant="primary" className="justify-self-start">
          {t('download')}
        </Button>
      </form>
    </Popover>
  );
}
