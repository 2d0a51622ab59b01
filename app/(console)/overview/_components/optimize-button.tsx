'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useOutcomeText } from '@/components/domain/outcome-text';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { paths } from '@/lib/model/paths';
import { optimizeAction } from '../actions';

interface NamedCluster {
  id: string;
  name: string;
}

interface OptimizeButtonProps {
  clusters: readonly NamedCluster[];
  disabledReason: string | null;
}

/** Plans a cluster now: leads to its suggestion, or says why there is none. */
export function OptimizeButton({ clusters, disabledReason }: OptimizeButtonProps) {
  const t = useTranslations('overview.optimize');
  if (disabledReason) return <Button disabledReason={disabledReason}>{t('button')}</Button>;
  return (
    <Dialog trigger={<Button>{t('button')}</Button>} title={t('title')} description={t('description')}>
      <ul className="border-line border-t">
        {clusters.map((cluster) => (
          <ClusterRow key={cluster.id} cluster={cluster} />
        ))}
      </ul>
    </Dialog>
  );
}

function ClusterRow({ cluster }: { cluster: NamedCluster }) {
  const t = useTranslations('overview.optimize');
  const router = useRouter();
  const outcomeText = useOutcomeText();
  const failureText = useFailureText();
  const [answer, setAnswer] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const plan = () =>
    startTransition(async () => {
      const result = await optimizeAction(cluster.id);
      if (result.ok && result.value.planId) router.push(paths.suggestion(result.value.planId));
      else setAnswer(result.ok ? outcomeText(result.value) : failureText(result));
    });
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-line border-b py-2">
      <b>{cluster.name}</b>
      <Button onClick={plan} pending={isPending} aria-label={`${t('plan')}: ${cluster.name}`}>
        {isPending ? t('planning') : t('plan')}
      </Button>
      <p role="status" className="col-span-2 text-ink-2 empty:hidden">
        {isPending ? null : answer}
      </p>
    </li>
  );
}
