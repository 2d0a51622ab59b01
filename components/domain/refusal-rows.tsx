'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { paths } from '@/lib/model/paths';
import { type ListedRefusal, RefusalWhen } from './refusal-why';
import { type TryAgain, useTryAgain } from './use-try-again';

interface RefusalRowsProps {
  refusals: readonly ListedRefusal[];
  onTryAgain: TryAgain;
  disabledReason: string | null;
}

/** The VMs of one group, each with a way out of its own. */
export function RefusalRows({ refusals, ...props }: RefusalRowsProps) {
  return (
    <ul className="mt-1 grid max-w-160 border-line border-t">
      {refusals.map((refusal) => (
        <RefusalRow key={refusal.id} refusal={refusal} {...props} />
      ))}
    </ul>
  );
}

function RefusalRow({
  refusal,
  onTryAgain,
  disabledReason,
}: Omit<RefusalRowsProps, 'refusals'> & { refusal: ListedRefusal }) {
  const t = useTranslations('refusal');
  const { tryAgain, isPending, problem } = useTryAgain(onTryAgain);
  const { id, vm } = refusal;
  const name = vm?.name ?? refusal.from;
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 border-line border-b py-0.5 last:border-b-0">
      {vm ? (
        <TextLink quiet href={paths.vm(vm)}>
          {name}
        </TextLink>
      ) : (
        name
      )}
      <RefusalWhen refusal={refusal} />
      <Button
        size="small"
        variant="ghost"
        className="ml-auto"
        onClick={() => tryAgain([id])}
        pending={isPending}
        disabledReason={disabledReason}
        aria-label={t('tryAgainOf', { what: name })}
      >
        {t('tryAgain')}
      </Button>
      {problem ? (
        <p role="alert" className="w-full text-crit text-small">
          {problem}
        </p>
      ) : null}
    </li>
  );
}
