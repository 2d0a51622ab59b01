'use client';

import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { OfferedCluster } from '@/lib/model/endpoint';

/** A cluster that is to be connected, under the name that it gets in Ballast. */
export interface ChosenCluster {
  name: string;
  config: Record<string, unknown>;
}

interface ClusterChoiceProps {
  offered: readonly OfferedCluster[];
  chosen: readonly ChosenCluster[];
  onChange: (chosen: ChosenCluster[]) => void;
  errorOf: (field: string) => string | null;
}

/** A name for Ballast that is like the cluster's own. */
const nameLike = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60);

/** The clusters of an address, to choose from, each with its name in Ballast. */
export function ClusterChoice({ offered, chosen, onChange, errorOf }: ClusterChoiceProps) {
  const t = useTranslations('clusters');
  const indexOf = ({ config }: OfferedCluster) => chosen.findIndex((each) => each.config === config);
  const toggle = (cluster: OfferedCluster) => {
    const rest = chosen.filter((each) => each.config !== cluster.config);
    const isChosen = rest.length < chosen.length;
    onChange(isChosen ? rest : [...rest, { name: nameLike(cluster.name), config: cluster.config }]);
  };
  const rename = (cluster: OfferedCluster, name: string) =>
    onChange(chosen.map((each) => (each.config === cluster.config ? { ...each, name } : each)));
  if (offered.length === 0) return <p className="text-ink-3">{t('noneOffered')}</p>;
  return (
    <section aria-label={t('offered')}>
      <h2 className="font-semibold">{t('offered')}</h2>
      <ul className="flex flex-col">
        {offered.map((cluster) => {
          const index = indexOf(cluster);
          const name = chosen[index]?.name;
          const { group, balancer } = cluster;
          return (
            <li
              key={JSON.stringify(cluster.config)}
              className="grid gap-2 border-line border-t py-3 md:grid-cols-2"
            >
              <Checkbox
                label={cluster.name}
                hint={[
                  group,
                  t('hostCount', { count: cluster.hosts }),
                  balancer && balancer.mode !== 'off'
                    ? t(`balancer.${balancer.mode}`, { name: balancer.name })
                    : null,
                ]
                  .filter(Boolean)
                  .join(' · ')}
                checked={index >= 0}
                onChange={() => toggle(cluster)}
              />
              {name === undefined ? null : (
                <Field
                  label={t('clusterName')}
                  hint={t('clusterNameHint')}
                  error={errorOf(`clusters.${index}.name`)}
                >
                  <Input
                    value={name}
                    maxLength={60}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={(event) => rename(cluster, event.target.value)}
                  />
                </Field>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
