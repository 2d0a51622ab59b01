import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/times';
import type { VmAutomationView } from '@/lib/views/policy/read-vm-automation';
import { AutomationDialog } from './automation-dialog';

interface VmAutomationProps {
  vm: Omit<VmAutomationView, 'hostId'>;
  refusal: string | null; // why this person may not change it
}

/** Who may move the VM, who decided that and why. */
export function VmAutomation({ vm, refusal }: VmAutomationProps) {
  const t = useTranslations('migrate');
  const { automation, automationSet: set } = vm;
  const button = (
    <Button size="small" variant="ghost" disabledReason={refusal}>
      {t('automationChange')}
    </Button>
  );
  return (
    <>
      {t(`automations.${automation}`)}{' '}
      {refusal ? (
        button
      ) : (
        <AutomationDialog trigger={button} vms={{ vmIds: [vm.id] }} subject={vm.name} current={automation} />
      )}
      {set && automation !== 'inherit' ? (
        <span className="block text-ink-3 text-small">
          {set.reason ? `${set.reason} - ` : null}
          {t.rich('automationSet', { person: set.by, when: () => <RelativeTime at={set.at} /> })}
        </span>
      ) : null}
    </>
  );
}
