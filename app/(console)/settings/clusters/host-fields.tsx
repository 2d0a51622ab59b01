'use client';

import { useTranslations } from 'next-intl';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** A host as it is typed: all texts, empty where nothing is entered. */
export interface TypedHost {
  name: string;
  uri: string;
  peerUri: string;
  migrationAddress: string;
}

export const emptyHost: TypedHost = { name: '', uri: '', peerUri: '', migrationAddress: '' };

const fields = [
  { name: 'name', label: 'hostName', hint: null },
  { name: 'uri', label: 'uri', hint: null },
  { name: 'peerUri', label: 'peerUri', hint: 'peerUriHint' },
  { name: 'migrationAddress', label: 'migrationAddress', hint: 'migrationAddressHint' },
] as const;

interface HostFieldsProps {
  host: TypedHost;
  onChange: (host: TypedHost) => void;
  /** What is wrong with a field of this host, or null. */
  errorOf: (field: keyof TypedHost) => string | null;
  withHints?: boolean;
}

/** The four texts of one host: its name, and the three addresses that a cluster needs. */
export function HostFields({ host, onChange, errorOf, withHints = false }: HostFieldsProps) {
  const t = useTranslations('clusters');
  return (
    <div className="grid gap-3 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)]">
      {fields.map(({ name, label, hint }) => (
        <Field
          key={name}
          label={hint ? `${t(label)} (${t('optional')})` : t(label)}
          hint={withHints && hint ? t(hint) : undefined}
          error={errorOf(name)}
        >
          <Input
            value={host[name]}
            maxLength={name === 'name' ? 60 : 300}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => onChange({ ...host, [name]: event.target.value })}
          />
        </Field>
      ))}
    </div>
  );
}
