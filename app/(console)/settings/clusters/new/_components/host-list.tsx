'use client';

import { useTranslations } from 'next-intl';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { KeyValues } from '@/components/ui/page';
import type { DriverTraits } from '@/lib/model/driver-traits';
import { emptyHost, HostFields, type TypedHost } from '../../_components/host-fields';

/** The key stays with a host while others are left out, so that what is typed stays in its place. */
export interface NumberedHost {
  key: number;
  typed: TypedHost;
}

interface HostListProps {
  driver: DriverTraits;
  hosts: readonly NumberedHost[];
  onChange: (hosts: NumberedHost[]) => void;
  errorOf: (field: string) => string | null;
}

/** The hosts of a cluster that is being entered, one under the other. */
export function HostList({ driver, hosts, onChange, errorOf }: HostListProps) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(driver.kind);
  const change = (key: number, typed: TypedHost) =>
    onChange(hosts.map((host) => (host.key === key ? { key, typed } : host)));
  const append = () =>
    onChange([...hosts, { key: Math.max(...hosts.map((host) => host.key)) + 1, typed: emptyHost }]);
  return (
    <section aria-label={t('hosts')}>
      <h2 className="font-semibold">{t('hosts')}</h2>
      <div className="mt-1 mb-3 max-w-[96ch] text-small">
        <KeyValues
          entries={driver.hostFields.map((field) => ({
            key: field,
            name: words(field),
            value: words(`${field}Hint`),
          }))}
        />
      </div>
      <ol className="flex flex-col">
        {hosts.map((host, index) => (
          <li key={host.key} className="border-line border-t py-3">
            <div className="mb-1.5 flex min-h-6.5 items-center justify-between">
              <h3 className="font-medium text-ink-2">{t('hostNumber', { number: index + 1 })}</h3>
              {hosts.length > 1 ? (
                <Button
                  variant="ghost"
                  size="iconSmall"
                  aria-label={t('removeHostRow', { number: index + 1 })}
                  onClick={() => onChange(hosts.filter((other) => other.key !== host.key))}
                >
                  <Icon name="close" />
                </Button>
              ) : null}
            </div>
            <HostFields
              driver={driver}
              host={host.typed}
              onChange={(typed) => change(host.key, typed)}
              errorOf={(field) => errorOf(`hosts.${index}.${field}`)}
            />
          </li>
        ))}
      </ol>
      <Button size="small" onClick={append}>
        {t('addHostRow')}
      </Button>
    </section>
  );
}
