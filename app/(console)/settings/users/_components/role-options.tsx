'use client';

import { useTranslations } from 'next-intl';
import { Radio } from '@/components/ui/checkbox';
import { Role } from '@/lib/model/actor';

/** The three roles with what each may do. */
export function RoleOptions({ legend, chosen }: { legend: string; chosen: Role }) {
  const t = useTranslations('users.roleMeaning');
  const roles = useTranslations('frame.role');
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-small">{legend}</legend>
      {Role.options.map((role) => (
        <Radio
          key={role}
          name="role"
          value={role}
          defaultChecked={role === chosen}
          label={roles(role)}
          hint={t(role)}
        />
      ))}
    </fieldset>
  );
}
