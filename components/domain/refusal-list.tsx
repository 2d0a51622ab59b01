'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { RefusalRows } from './refusal-rows';
import { type ListedRefusal, RefusalWhen, RefusalWhy } from './refusal-why';
import { type TryAgain, useTryAgain } from './use-try-again';

/** Refusals of one destination for one cause, the newest first. */
interface ListedGroup {
  key: string;
  from: string | null; // of the connection between two hosts
  to: { name: string } | null;
  refusals: readonly [ListedRefusal, ...ListedRefusal[]];
}

interface RefusalListProps {
  groups: readonly ListedGroup[];
  onTryAgain: TryAgain;
  /** Why the person may not; null: they may. */
  disabledReason: string | null;
}

/** Moves that hypervisors refused and that are not planned again: which, why, until when, and a button to allow them. */
export function RefusalList({ groups, onTryAgain, disabledReason }: RefusalListProps) {
  return (
    <ul className="grid">
      {groups.map((group) => (
        <Group key={group.key} group={group} onTryAgain={onTryAgain} disabledReason={disabledReason} />
      ))}
    </ul>
  );
}

function Group({
  group,
  onTryAgain,
  disabledReason,
}: Omit<RefusalListProps, 'groups'> & { group: ListedGroup }) {
  const t = useTranslations('refusal');
  const { tryAgain, isPending, problem } = useTryAgain(onTryAgain);
  const what = useSubject(group);
  const { refusals } = group;
  const isOne = refusals.length === 1;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1.5 border-line border-b py-2 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap gap-x-2">
          <b>{what}</b>
          {isOne ? <RefusalWhen refusal={refusals[0]} /> : null}
        </p>
        <RefusalWhy refusal={refusals[0]} isExample={!isOne} />
        {problem ? (
          <p role="alert" className="mt-1 text-crit text-small">
            {problem}
          </p>
        ) : null}
        {isOne ? null : <Each refusals={refusals} onTryAgain={onTryAgain} disabledReason={disabledReason} />}
      </div>
      <Button
        size="small"
        onClick={() => tryAgain(refusals.map(({ id }) => id))}
        pending={isPending}
        disabledReason={disabledReason}
        aria-label={t('tryAgainOf', { what })}
      >
        {t(isOne ? 'tryAgain' : 'tryAllAgain')}
      </Button>
    </li>
  );
}

/** The single refusals of a group. */
function Each(props: Omit<RefusalListProps, 'groups'> & Pick<ListedGroup, 'refusals'>) {
  const t = useTranslations('refusal');
  return (
    <Disclosure summary={t('each')} summaryClassName="mt-0.5 py-0.5 text-small">
      {() => <RefusalRows {...props} />}
    </Disclosure>
  );
}

/** `11 VMs to kvm-05`, `app-13 to any host`, `Every VM from kvm-02 to kvm-07`. */
function useSubject({ from, to, refusals }: ListedGroup): string {
  const t = useTranslations('refusal');
  const tCommon = useTranslations('common');
  const [{ vm }] = refusals;
  if (vm === null) return t('way', { from: from ?? '-', to: to?.name ?? '-' });
  const who = refusals.length === 1 ? vm.name : tCommon('vms', { count: refusals.length });
  return to ? t('pair', { vm: who, to: to.name }) : t('vm', { vm: who });
}
