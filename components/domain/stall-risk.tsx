import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import type { StallAction } from '@/lib/model/policy-fields';

/** The effect of the stall action on the VM, as a warning if the VM may be lost. */
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
