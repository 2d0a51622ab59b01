'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import type { ReservePage } from '@/lib/views/reserve/read-reserve';
import { OrderDialog } from '../../_components/order-dialog';

interface WaysBackProps {
  clusterId: string;
  ways: NonNullable<ReservePage['ways']>;
  mayOrder: boolean;
  isPast: boolean;
}

/** What brings a lost reserve back; moves can be ordered from here. */
export function WaysBack({ clusterId, ways, mayOrder, isPast }: WaysBackProps) {
  const t = useTranslations('reserve.ways');
  const tOrder = useTranslations('what-if.order');
  const router = useRouter();
  const moves = ways.moves ?? [];
  const find = (named: readonly (readonly [string, string])[]) => {
    const names = new Map(named);
    return (id: string | undefined) => (id === undefined ? '-' : (names.get(id) ?? id));
  };
  const refusal = isPast ? tOrder('past') : mayOrder ? null : tOrder('role');
  return (
    <Section title={t('title')} note={t('note')}>
      <ul className="grid gap-3">
        <li>
          {moves.length === 0 ? (
            t('noMoves')
          ) : (
            <>
              <p>{t('moves', { count: moves.length })}</p>
              <ol className="my-2 grid list-decimal gap-1 pl-5">
                {moves.map(({ vmId, vm, from, to }, index) => (
                  <li key={`${vmId} ${moves.slice(0, index).filter((each) => each.vmId === vmId).length}`}>
                    {t('move', { vm, from, to })}
                  </li>
                ))}
              </ol>
              <OrderDialog
                clusterId={clusterId}
                wanted={placesOf(moves)}
                names={{
                  vm: find(moves.map(({ vmId, vm }) => [vmId, vm])),
                  host: find(ways.hostNames),
                }}
                refusal={refusal}
                onPlaced={() => router.refresh()}
              />
            </>
          )}
        </li>
        <li>{ways.hosts ? t('hosts', ways.hosts) : t('noHosts')}</li>
        <li className="text-ink-3">{t('shrink')}</li>
      </ul>
    </Section>
  );
}

/** Each VM once, at its last place. */
function placesOf(moves: readonly { vmId: string; toHostId: string }[]) {
  return [...new Map(moves.map(({ vmId, toHostId }) => [vmId, toHostId]))].map(([vmId, toHostId]) => ({
    vmId,
    toHostId,
  }));
}
