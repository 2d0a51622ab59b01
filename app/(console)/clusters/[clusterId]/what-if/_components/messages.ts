import type { Changes, Outcome } from '@/lib/engine/what-if';
import type { Plan } from '@/lib/model/plan';
import type { WhatIfData } from '@/lib/views/what-if/what-if-data';

/** What the page asks the thread: first the cluster, then changes of it, numbered. */
export type Question = { data: WhatIfData } | { number: number; changes: Changes };

/** What the thread answers: what the changes lead to, and after that what would be suggested then. */
export type Answer = { number: number; outcome: Outcome } | { number: number; plan: Plan };
