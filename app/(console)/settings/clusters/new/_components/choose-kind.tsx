'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Radio } from '@/components/ui/checkbox';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { DriverTraits } from '@/lib/model/driver-traits';
import { ConnectForm } from './connect-form';
import { EndpointForm } from './endpoint-form';

/** Which kind of hypervisor is connected, and its form. */
export function ChooseKind({ drivers }: { drivers: readonly DriverTraits[] }) {
  const t = useTranslations('clusters');
  const words = useWordsByCode('hypervisor');
  const [chosen, choose] = useState(drivers[0]?.kind);
  const driver = drivers.find(({ kind }) => kind === chosen);
  return (
    <div className="flex flex-col gap-6">
      <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
        <legend className="mb-1 font-medium text-ink-2 text-small">{t('kind')}</legend>
        {drivers.map(({ kind }) => (
          <Radio
            key={kind}
            name="kind"
            label={words(`${kind}.name`)}
            checked={kind === chosen}
            onChange={() => choose(kind)}
          />
        ))}
      </fieldset>
      {driver?.hasEndpoint ? <EndpointForm driver={driver} /> : null}
      {driver && !driver.hasEndpoint ? <ConnectForm driver={driver} /> : null}
    </div>
  );
}
