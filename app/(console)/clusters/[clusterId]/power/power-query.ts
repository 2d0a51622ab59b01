import type { WeeklyInterval } from '@/lib/model/weekly-interval';
import { type SearchParams, textOf } from '../../../../search-params';

/** The days that the form offers, and which days of the week (0 is Sunday) they are. */
export const daySets = {
  all: [0, 1, 2, 3, 4, 5, 6],
  workdays: [1, 2, 3, 4, 5],
  weekend: [0, 6],
} as const;
export type DaySet = keyof typeof daySets;
export const daySetNames = ['all', 'workdays', 'weekend'] as const satisfies readonly DaySet[];

export interface PowerQuery {
  days: DaySet;
  from: string;
  to: string;
}

const usual: PowerQuery = { days: 'all', from: '20:00', to: '06:00' };
const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** What the address asks for; what it does not say, or says wrongly, is as usual: every night. */
export function readPowerQuery(search: SearchParams): PowerQuery {
  const [days, from, to] = [textOf(search, 'days'), textOf(search, 'from'), textOf(search, 'to')];
  return {
    days: days === 'workdays' || days === 'weekend' ? days : usual.days,
    from: isTime(from) ? from : usual.from,
    to: isTime(to) ? to : usual.to,
  };
}

export const scheduleOf = ({ days, from, to }: PowerQuery): WeeklyInterval => ({
  days: [...daySets[days]],
  from,
  to,
});
