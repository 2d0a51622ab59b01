import { useTranslations } from 'next-intl';
import { Status } from '@/components/ui/status';
import type { DraftOutlook } from '@/lib/views/rules/judge-draft';
import { Contradictions } from './contradictions';

/** So many VMs that break the rule are named; the others are counted. */
const MAX_SHOWN = 8;

interface RuleOutlookProps {
  outlook: DraftOutlook | null;
  showsHosts: boolean;
}

/** Who is in the rule as it stands in the form, what it contradicts, and what breaks it now. */
export function RuleOutlook({ outlook, showsHosts }: RuleOutlookProps) {
  const t = useTranslations('rules.outlook');
  return (
    <aside aria-label={t('title')} aria-live="polite" className="grid min-w-0 content-start gap-4">
      <h2 className="font-semibold">{t('title')}</h2>
      {outlook === null ? (
        <p className="text-ink-3">{t('incomplete')}</p>
      ) : (
        <>
          <Contradictions found={outlook.contradictions} />
          <Broken broken={outlook.broken} />
          <Members title={t('vms', { count: outlook.vms.count })} members={outlook.vms} />
          {showsHosts ? (
            <Members title={t('hosts', { count: outlook.hosts.count })} members={outlook.hosts} />
          ) : null}
        </>
      )}
    </aside>
  );
}

function Broken({ broken }: Pick<DraftOutlook, 'broken'>) {
  const t = useTranslations('rules');
  if (broken.length === 0)
    return (
      <Status icon="ok" tone="ok">
        {t('outlook.kept')}
      </Status>
    );
  const rest = broken.length - MAX_SHOWN;
  return (
    <div>
      <Status icon="warn" tone="warn">
        {t('outlook.broken', { count: broken.length })}
      </Status>
      <p className="text-ink-2 text-small">
        {broken
          .slice(0, MAX_SHOWN)
          .map((each) => t('onHost', each))
          .join(', ')}
        {rest > 0 ? ` ${t('andMore', { count: rest })}` : null}
      </p>
      <p className="text-ink-3 text-small">{t('outlook.repair')}</p>
    </div>
  );
}

function Members({ title, members }: { title: string; members: DraftOutlook['vms'] }) {
  const t = useTranslations('rules');
  const rest = members.count - members.named.length;
  return (
    <section>
      <h3 className="font-medium text-ink-2 text-small">{title}</h3>
      {members.count === 0 ? (
        <p className="text-ink-3 text-small">{t('nobody')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <p tabIndex={0} className="max-h-40 overflow-y-auto text-small">
          {members.named.map(({ name }) => name).join(', ')}
          {rest > 0 ? ` ${t('andMore', { count: rest })}` : null}
        </p>
      )}
    </section>
  );
}
