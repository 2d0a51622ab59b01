import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import type { StallAction } from '@/lib/model/policy-fields';

/** What is done about a copy that stalls means for the VM; loud where it may cost the VM. */
export function StallRisk({ action, className }: { action: StallAction; className?: string }) {
  const t = useTranslations('migration');
  const risk = t(`stallRisk.${action}`);
  return (
    <div aria-live="polite" className={className}>
      {action === 'post-copy' ? (
        <Note tone="warn" title={t('riskTitle')}>
          {risk}
        </Note>
      ) : (
        <p className="text-ink-3 text-small">{risk}</p>
      )}
    </div>
  );
}
