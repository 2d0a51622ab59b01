import { useEffect, useRef, useState } from 'react';
import type { Changes, Outcome } from '@/lib/engine/what-if';
import type { Plan } from '@/lib/model/plan';
import type { WhatIfData } from '@/lib/views/what-if/what-if-data';
import type { Answer, Question } from './messages';

export interface Tried {
  outcome: Outcome | null; // of the latest changes that were planned
  plan: Plan | null; // what would be suggested then; null: it is still being planned
  isPending: boolean; // the outcome is that of earlier changes
}

/** What changes of a cluster lead to, planned in a thread of the browser. What was before stays until the answer comes. */
export function useOutcome(data: WhatIfData, changes: Changes): Tried {
  const worker = useRef<Worker>(null);
  const asked = useRef(0);
  const [state, setState] = useState<Tried>({ outcome: null, plan: null, isPending: true });

  useEffect(() => {
    const thread = new Worker(new URL('./what-if.worker.ts', import.meta.url), { type: 'module' });
    worker.current = thread;
    thread.addEventListener('message', ({ data: answer }: MessageEvent<Answer>) => {
      if (answer.number !== asked.current) return;
      if ('plan' in answer) setState((before) => ({ ...before, plan: answer.plan }));
      else setState({ outcome: answer.outcome, plan: null, isPending: false });
    });
    ask(thread, { data });
    return () => {
      thread.terminate();
      worker.current = null;
    };
  }, [data]);

  useEffect(() => {
    if (!worker.current) return;
    asked.current++;
    setState((before) => ({ ...before, plan: null, isPending: true }));
    ask(worker.current, { number: asked.current, changes });
  }, [changes]);
  return state;
}

const ask = (thread: Worker, question: Question): void => thread.postMessage(question);
