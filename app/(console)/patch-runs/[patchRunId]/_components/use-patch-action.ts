import { useRouter } from 'next/navigation';
import { useFailureText } from '@/components/state/use-failure-text';
import type { ActionResult } from '@/lib/model/action-result';

/** Returns a function that carries out a change of a run, refreshes the page, and resolves with a sentence if it failed. */
export function usePatchAction(): (work: () => Promise<ActionResult>) => Promise<string | undefined> {
  const router = useRouter();
  const failureText = useFailureText();
  return async (work) => {
    const result = await work();
    router.refresh();
    return result.ok ? undefined : failureText(result);
  };
}
