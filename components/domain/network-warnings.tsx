import { useTranslations } from 'next-intl';
import { Icon } from '@/components/ui/icon';
import type { MigrationNetworkWarning } from '@/lib/model/migration-network';

/** Problems of the migration networks of these hosts; hosts with the same problem share a sentence. */
export function NetworkWarnings({ warnings }: { warnings: readonly MigrationNetworkWarning[] }) {
  const t = useTranslations('migration.network');
  const alike = [...Map.groupBy(warnings, ({ code, facts }) => `${code} ${facts.mbps ?? ''}`)];
  if (alike.length === 0) return null;
  return (
    <ul className="grid gap-0.5 text-small text-warn">
      {alike.map(([key, [first, ...others]]) =>
        first ? (
          <li key={key} className="flex gap-1.5">
            <Icon name="warn" size={12} className="mt-0.75 shrink-0" />
            <span>
              {t(first.code, { ...first.facts, host: namesOf([first, ...others]), count: others.length + 1 })}
            </span>
          </li>
        ) : null,
      )}
    </ul>
  );
}

const namesOf = (warnings: readonly MigrationNetworkWarning[]): string =>
  warnings.map(({ facts }) => String(facts.host)).join(', ');
