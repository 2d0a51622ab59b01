import { suggestThen, tryChanges } from '@/lib/engine/what-if';
import type { WhatIfData } from '@/lib/views/what-if/what-if-data';
import type { Answer, Question } from './messages';

/** The engine in a thread of the browser, so that the page answers while it plans. Only the latest changes are planned. */
let data: WhatIfData | null = null;
let latest = 0;

const answer = (value: Answer): void => self.postMessage(value);
/** Messages that have come meanwhile are received first. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function receive(question: Question): Promise<void> {
  if ('data' in question) {
    data = question.data;
    return;
  }
  const { number, changes } = question;
  latest = number;
  await pause();
  if (data === null || number !== latest) return;
  const outcome = tryChanges(data.snapshot, data.policy, changes);
  answer({ number, outcome });
  await pause();
  if (number === latest) answer({ number, plan: suggestThen(outcome, new Map(data.usualMhz)) });
}

self.addEventListener('message', (event: MessageEvent<Question>) => void receive(event.data));
