'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { z } from 'zod';
import { EvacuateHostsButton } from '@/components/domain/evacuate-hosts-button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { apiPaths } from '@/lib/model/paths';

const Hosts = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    vmCount: z.number(),
    mode: z.string(),
    connection: z.string(),
  }),
);
type Hosts = z.infer<typeof Hosts>;

interface ChooseHostsProps {
  clusters: readonly { id: string; name: string }[];
  clusterId: string | null; // that the list shows
  disabledReason: string | null;
}

/** Chooses hosts of one cluster to empty together, from the list of all hosts: they are fetched once the dialog opens. */
export function ChooseHosts({ clusters, clusterId, disabledReason }: ChooseHostsProps) {
  const t = useTranslations('hosts');
  const choose = useTranslations('evacuate.choose');
  const [chosen, setChosen] = useState(clusterId ?? clusters[0]?.id ?? '');
  const [hosts, setHosts] = useState<Hosts | 'loading' | 'failed'>('loading');
  const load = async (id: string) => {
    setChosen(id);
    setHosts('loading');
    const answer = await fetch(apiPaths.clusterHosts(id), { cache: 'no-store' }).catch(() => null);
    const read = answer?.ok ? Hosts.safeParse(await answer.json()).data : undefined;
    setHosts(read ?? 'failed');
  };
  const known = typeof hosts === 'string' ? [] : hosts;
  const able = known.filter(({ mode, connection }) => mode !== 'maintenance' && connection === 'up');
  const whyNone = able.length > 0 ? null : choose('none');
  const why = hosts === 'loading' ? t('loading') : hosts === 'failed' ? t('notLoaded') : whyNone;
  return (
    <EvacuateHostsButton
      label={choose('button')}
      hosts={able}
      disabledReason={disabledReason ?? (clusters.length === 0 ? choose('none') : null)}
      loading={{
        onOpen: () => void load(chosen),
        why,
        above: (
          <Field label={t('cluster')}>
            <Select
              className="mb-3"
              value={chosen}
              options={clusters.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(event) => void load(event.target.value)}
            />
          </Field>
        ),
      }}
    />
  );
}
