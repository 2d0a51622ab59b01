'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** The access to an address as it is typed. */
export interface TypedEndpoint {
  address: string;
  user: string;
  secret: string;
}

interface EndpointFieldsProps {
  words: (name: string) => string; // of the kind of hypervisor
  typed: TypedEndpoint;
  onChange: (typed: TypedEndpoint) => void;
  errorOf: (field: string) => string | null;
}

/** Address, user and secret of what serves clusters. The secret goes to Ballast, and is never shown again. */
export function EndpointFields({ words, typed, onChange, errorOf }: EndpointFieldsProps) {
  const fields = [
    { name: 'address', hint: words('addressHint') },
    { name: 'user', hint: words('userHint') },
    { name: 'secret', hint: undefined },
  ] as const;
  return (
    <div className="grid gap-3 md:grid-cols-3">
      {fields.map(({ name, hint }) => (
        <Field key={name} label={words(name)} hint={hint} error={errorOf(name)}>
          <Input
            type={name === 'secret' ? 'password' : 'text'}
            value={typed[name]}
            maxLength={name === 'user' ? 200 : 1000}
            autoComplete={name === 'secret' ? 'new-password' : 'off'}
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => onChange({ ...typed, [name]: event.target.value })}
          />
        </Field>
      ))}
    </div>
  );
}
