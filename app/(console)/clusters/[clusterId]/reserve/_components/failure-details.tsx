'use client';

import { useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { Disclosure } from '@/components/ui/disclosure';
import type { ViewedFailure } from '@/lib/views/reserve/view-failure';

/** More places are in the full list only. */
const MAX_PLACES = 4;

/** Where the VMs of a failed host would start; opened: each of them, and why some would not. */
export function FailureDetails({ failure }: { failure: ViewedFailure }) {
  const t = useTranslations('reserve.failures');
  const tBlockers = useTranslations('evacuate.blockers');
  const { to, starts, left } = failure;
  const places = to.slice(0, MAX_PLACES).map(({ host, vms }) => t('to', { host, count: vms }));
  return (
    <div className="grid gap-1">
      <span>
        {places.join(', ')}
        {to.length > MAX_PLACES ? ', …' : ''}
      </span>
      <Disclosure summary={t('show')} summaryClassName="text-ink-3 text-small">
        {() => (
          <div className="grid gap-2 pt-1">
            {left.length > 0 ? (
              <ul className="grid gap-1">
                {left.map(({ vm, reasons }) => (
                  <li key={vm}>
                    <b className="font-medium">{vm}</b>
                    <ul className="grid gap-0.5 pl-3 text-ink-2 text-small">
                      {reasons.map(({ key, hosts, code, facts }) => (
                        <li key={key}>
                          {hosts.length > 0 ? `${tBlockers('to', { hosts: hosts.join(', ') })}: ` : ''}
                          <RejectionText code={code} facts={facts} />
                        </li>
                      ))}
                    </ul>
                  </li>
                ))}
              </ul>
            ) : null}
            <ul className="columns-1 gap-4 text-small sm:columns-2">
              {starts.map(({ vm, to: host }) => (
                <li key={vm}>{t('start', { vm, host })}</li>
              ))}
            </ul>
          </div>
        )}
      </Disclosure>
    </div>
  );
}
