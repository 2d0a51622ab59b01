'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Select } from '@/components/ui/select';
import type { EvacuationMove, EvacuationPage } from '@/lib/views/evacuation/read-evacuation';
import { type Choice, hrefChoosing } from './decision-href';

/** Ways of a VM that could leave anyway: how it moves, or that it is shut down or saved instead. */
export function WaySelect({ page, move }: { page: EvacuationPage; move: EvacuationMove }) {
  const t = useTranslations('evacuate.way');
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const options = (['quick', 'offline', 'shutDown', 'save'] as const).filter((way) =>
    way === 'quick' ? page.cluster.abilities.quickKind : move.ways.includes(way),
  );
  const chosen = move.chosen ?? 'planned';
  const choose = (value: string) => {
    const choice: Choice | null = options.find((way) => way === value) ?? null;
    startTransition(() => router.replace(hrefChoosing(page, [move.vmId], choice), { scroll: false }));
  };
  return (
    <Select
      aria-label={t('of', { vm: move.vm })}
      className="w-36"
      value={chosen}
      disabled={isPending}
      onChange={(event) => choose(event.target.value)}
      options={[
        {
          value: 'planned',
          label: t(`planned.${move.chosen !== null || move.kind === 'restart' ? 'other' : move.kind}`),
        },
        ...options.map((way) => ({ value: way, label: t(way) })),
      ]}
    />
  );
}
