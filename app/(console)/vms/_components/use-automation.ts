import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { useToast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/model/action-result';
import type { SetAutomationInput } from '@/lib/services/vms/set-automation';
import { setAutomationAction, undoAutomationAction } from '../actions';

/** Changes who may move VMs, says how many it changed, and takes it back. */
export function useAutomation() {
  const t = useTranslations('vms.automation');
  const toast = useToast();
  const describe = useFailureText();
  const undo = async (changeId: string): Promise<void> => {
    const result = await undoAutomationAction(changeId);
    if (!result.ok) return toast({ tone: 'crit', title: describe(result) });
    const { count, kept } = result.value;
    toast({
      tone: 'ok',
      title: t('undone', { count }),
      description: kept > 0 ? t('undoneKept', { count: kept }) : undefined,
    });
  };
  const change = async (input: SetAutomationInput): Promise<ActionResult<unknown>> => {
    const result = await setAutomationAction(input);
    if (!result.ok) return result;
    const { changeId, count } = result.value;
    toast({
      tone: 'ok',
      title: t(`changed.${input.automation}`, { count }),
      action: changeId === null ? undefined : { label: t('undo'), onSelect: () => void undo(changeId) },
    });
    return result;
  };
  return { change, undo };
}
