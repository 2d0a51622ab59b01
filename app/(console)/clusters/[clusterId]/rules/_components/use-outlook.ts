import { useEffect, useState } from 'react';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import type { DraftOutlook, JudgeDraftInput } from '@/lib/views/rules/judge-draft';

/** How long after the last change the rule is judged. */
const PAUSE_MS = 400;

export type Judge = (input: JudgeDraftInput) => Promise<ActionResult<DraftOutlook>>;

export interface Outlook {
  outlook: DraftOutlook | null; // null: not known yet, or the rule is incomplete
  failure: Failure | null; // what is wrong with the rule as it stands
}

/** What the rule would mean as it stands in the form. The outlook before stays until the next one has come. */
export function useOutlook(judge: Judge, input: JudgeDraftInput): Outlook {
  const [state, setState] = useState<Outlook>({ outlook: null, failure: null });
  const asked = JSON.stringify(input);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const result = await judge(JSON.parse(asked));
      if (!isCurrent) return;
      setState(result.ok ? { outlook: result.value, failure: null } : { outlook: null, failure: result });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [judge, asked]);
  return state;
}
