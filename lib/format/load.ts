import { isOver } from '../model/overload.ts';
import { isKnown } from './quantity.ts';

/** The tone of a load: within its threshold, over it, or far over it (half way from there to 100 %). */
export type LoadTone = 'plain' | 'warn' | 'crit' | 'unknown';

/** Whether a load is above its threshold, both in percent. */
export const isOverThreshold = (percent: number, thresholdPercent: number): boolean =>
  isOver(percent / 100, thresholdPercent);

/** Loads and thresholds in percent. */
export function toneOfLoad(percent: number | null | undefined, thresholdPercent: number): LoadTone {
  if (!isKnown(percent)) return 'unknown';
  if (!isOverThreshold(percent, thresholdPercent)) return 'plain';
  return percent > thresholdPercent + (100 - thresholdPercent) / 2 ? 'crit' : 'warn';
}

/** Digits after the point of a load in percent: one more if rounding would show it as exactly the threshold. */
export function digitsBeside(thresholdPercent: number, percent: number): number {
  return Math.round(percent) === thresholdPercent && percent !== thresholdPercent ? 1 : 0;
}

const order: readonly LoadTone[] = ['plain', 'unknown', 'warn', 'crit'];

/** The tone that asks for more attention. Unknown outranks plain: it is never shown as fine. */
export function worseTone(a: LoadTone, b: LoadTone): LoadTone {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
