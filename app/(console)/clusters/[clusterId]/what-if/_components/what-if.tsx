'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { Skeleton } from '@/components/ui/skeleton';
import { apiPaths } from '@/lib/model/paths';
import type { WhatIfData } from '@/lib/views/what-if/what-if-data';
import { Workbench } from './workbench';

interface WhatIfProps {
  clusterId: string;
  refusal: string | null; // why nothing can be ordered
}

/** Loads the cluster as the planner sees it, and lets people try changes of it. */
export function WhatIf({ clusterId, refusal }: WhatIfProps) {
  const t = useTranslations('what-if');
  const tCommon = useTranslations('common');
  const [data, setData] = useState<WhatIfData | 'failed' | null>(null);
  const load = useCallback(async () => {
    setData(null);
    setData(await fetchData(clusterId).catch(() => 'failed' as const));
  }, [clusterId]);
  useEffect(() => void load(), [load]);
  if (data === 'failed')
    return (
      <Note tone="crit" title={t('failed')} actions={<Button onClick={load}>{tCommon('tryAgain')}</Button>} />
    );
  if (data === null)
    return (
      <div role="status" aria-label={t('loading')} className="grid gap-2">
        <Skeleton className="h-8" />
        <Skeleton className="h-64" />
      </div>
    );
  return <Workbench clusterId={clusterId} data={data} refusal={refusal} onReload={load} />;
}

async function fetchData(clusterId: string): Promise<WhatIfData> {
  const answer = await fetch(apiPaths.whatIfData(clusterId), { cache: 'no-store' });
  if (!answer.ok) throw new Error(`the cluster could not be loaded: ${answer.status}`);
  const { WhatIfData } = await import('@/lib/views/what-if/what-if-data');
  return WhatIfData.parse(await answer.json());
}
