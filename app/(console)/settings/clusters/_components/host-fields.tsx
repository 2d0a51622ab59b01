'use client';

import { useTranslations } from 'next-intl';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { DriverTraits, HostField } from '@/lib/model/driver-traits';

/** A host as it is typed: all texts, empty where nothing is entered. */
export interface TypedHost {
  name: string;
  uri: string;
  peerUri: string;
  migrationAddress: string;
}

export const emptyHost: TypedHost = { name: '', uri: '', peerUri: '', migrationAddress: '' };

/** Only the address may not be left out. */
const isOptional = (field: HostField): boolean => field !== 'uri';

interface HostFieldsProps {
  driver: DriverTraits;
  host: TypedHost;
  onChange: (host: TypedHost) => void;
  /** What is wrong with a field of this host, or null. */
  errorOf: (field: keyof TypedHost) => string | null;
  withHints?: boolean;
}

/** The texts of one host: its name, and the addresses that its hypervisor needs. */
export function HostFields({ driver, host, onChange, errorOf, withHints = false }: HostFieldsProps) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(driver.kind);
  const addresses = driver.hostFields.map((name) => ({
    name,
    label: isOptional(name) ? `${words(name)} (${t('optional')})` : words(name),
    hint: withHints && isOptional(name) ? words(`${name}Hint`) : undefined,
  }));
  return (
    <div className="grid gap-3 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)]">
      {[{ name: 'name' as const, label: t('hostName'), hint: undefined }, ...addresses].map(
        ({ name, label, hint }) => (
          <Field key={name} label={label} hint={hint} error={errorOf(name)}>
            <Input
              value={host[name]}
              maxLength={name === 'name' ? 60 : 300}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => onChange({ ...host, [name]: event.target.value })}
            />
          </Field>
        ),
      )}
    </div>
  );
}
