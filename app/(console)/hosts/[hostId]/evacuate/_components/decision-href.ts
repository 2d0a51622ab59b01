import { type EvacuateSearch, paths } from '@/lib/model/paths';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';

/** What a person may decide about a VM; ask: nothing, whatever the policy says. */
export type Choice = 'leave' | 'shutDown' | 'save' | 'offline' | 'quick' | 'ask';
const choices: readonly Choice[] = ['leave', 'shutDown', 'save', 'offline', 'quick', 'ask'];

/** What a person has decided on the page: the policy's decisions are made again each time. */
export function ownLists({ decided: { ways, ask, lifted } }: Pick<EvacuationPage, 'decided'>) {
  const of = (choice: Choice) =>
    choice === 'ask'
      ? ask
      : ways.filter(({ way, source }) => way === choice && source === 'person').map(({ vmId }) => vmId);
  return {
    leave: of('leave'),
    shutDown: of('shutDown'),
    save: of('save'),
    offline: of('offline'),
    quick: of('quick'),
    ask: of('ask'),
    lift: lifted.map(({ id }) => id),
  };
}

/** The page with this choice for these VMs, by id, instead of any other; null: with none by a person. */
export function hrefChoosing(page: EvacuationPage, vmIds: readonly string[], choice: Choice | null): string {
  const lists = ownLists(page);
  for (const each of choices) {
    const others = lists[each].filter((id) => !vmIds.includes(id));
    lists[each] = each === choice ? [...others, ...vmIds] : others;
  }
  return hrefOf(page, lists);
}

/** The page with this rule lifted, or not, by id. */
export function hrefLifting(page: EvacuationPage, ruleId: string, isLifted: boolean): string {
  const lists = ownLists(page);
  const others = lists.lift.filter((id) => id !== ruleId);
  return hrefOf(page, { ...lists, lift: isLifted ? [...others, ruleId] : others });
}

const hrefOf = ({ emptied: [first, ...also] }: EvacuationPage, lists: EvacuateSearch): string =>
  paths.evacuate(first?.id ?? '-', { also: also.map(({ id }) => id), ...lists });
