import { antiCorrelated } from './anti-correlated.ts';
import { balanced } from './balanced.ts';
import type { Generate } from './cluster-input.ts';
import { crowd } from './crowd.ts';
import { evacuation } from './evacuation.ts';
import { hetero } from './hetero.ts';
import { hotSpots } from './hot-spots.ts';
import { infeasible } from './infeasible.ts';
import { messy } from './messy.ts';
import { newHosts } from './new-hosts.ts';
import { rules } from './rules.ts';
import { skew } from './skew.ts';
import { tight } from './tight.ts';
import { whales } from './whales.ts';

/** Every family of instances, by name. */
export const generators = {
  skew,
  hetero,
  'hot-spots': hotSpots,
  balanced,
  'tight-85': tight(0.85),
  'tight-92': tight(0.92),
  'tight-96': tight(0.96),
  rules,
  'anti-correlated': antiCorrelated,
  'evacuation-85': evacuation(0.85),
  'evacuation-92': evacuation(0.92),
  'evacuation-96': evacuation(0.96),
  'evacuation-99': evacuation(0.99),
  'crowd-110': crowd(1.1),
  'crowd-90': crowd(0.9),
  'new-hosts-11': newHosts(1 / 9),
  'new-hosts-20': newHosts(1 / 5),
  'new-hosts-25': newHosts(1 / 4),
  'new-hosts-50': newHosts(1 / 2),
  whales,
  infeasible,
  messy,
} as const satisfies Record<string, Generate>;

export type Family = keyof typeof generators;

export const families = Object.keys(generators) as Family[];
