'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState, useTransition } from 'react';
import { FailureText } from '@/components/state/failure-text';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import type { TestedFigures } from '@/lib/model/tested-figures';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { editFiguresAction, testFiguresAction } from '../actions';
import { FiguresFields } from './figures-fields';
import { FiguresTest } from './figures-test';
import { readFiguresForm } from './read-figures-form';

interface FiguresFormProps {
  cluster: Pick<ConfiguredCluster, 'id' | 'name' | 'figures'>;
  refusal: string | null;
}

/** Where the figures of a cluster come from: its hypervisors, or a Prometheus. */
export function FiguresForm({ cluster, refusal }: FiguresFormProps) {
  const { id, name, figures } = cluster;
  const t = useTranslations('figures');
  const toast = useToast();
  const router = useRouter();
  const sent = useRef<HTMLFormElement>(null);
  const [tested, setTested] = useState<TestedFigures | null>(null);
  const [testFailure, setTestFailure] = useState<Failure | null>(null);
  const [isTesting, startTest] = useTransition();
  const [isRemoving, startRemoving] = useTransition();
  const seenVersion = figures?.version ?? 0;
  const end = (failed: Failure | null) => {
    setTestFailure(null);
    if (!failed) toast({ tone: 'ok', title: t('saved', { name }) });
    else if (failed.code === 'conflict') router.refresh();
  };
  const { failure, isPending, submit } = useFormAction(
    (form) => editFiguresAction({ clusterId: id, ...readFiguresForm(form), seenVersion }),
    end,
  );
  const test = () =>
    startTest(async () => {
      if (!sent.current) return;
      const result = await testFiguresAction({
        clusterId: id,
        ...readFiguresForm(new FormData(sent.current)),
      });
      setTestFailure(result.ok ? null : result);
      setTested(result.ok ? result.value : null);
    });
  const remove = () =>
    startRemoving(async () => {
      const result = await editFiguresAction({ clusterId: id, source: null, seenVersion });
      if (result.ok) toast({ tone: 'ok', title: t('removed', { name }) });
      else setTestFailure(result);
    });
  const shown = testFailure ?? failure;
  const errorOf = useFieldFailure(shown);
  const state =
    figures === null ? t('fromHypervisor') : t('fromPrometheus', { address: figures.source.address });
  return (
    <section aria-label={`${t('title')}: ${name}`}>
      <h3 className="font-semibold text-small">{t('title')}</h3>
      <p className="mb-2 max-w-[86ch] text-ink-3 text-small">{t('hint')}</p>
      <p className="mb-2 text-small">{state}</p>
      <Disclosure summary={t(figures === null ? 'connect' : 'edit')} isForced={shown !== null}>
        {() => (
          <form ref={sent} onSubmit={submit} className="mt-3 grid gap-4" noValidate>
            <FiguresFields
              key={seenVersion}
              figures={figures}
              isDisabled={refusal !== null}
              errorOf={errorOf}
            />
            <FailureText failure={shown} />
            {tested ? <FiguresTest tested={tested} /> : null}
            <div className="flex flex-wrap gap-2">
              <Button type="submit" pending={isPending} disabledReason={refusal}>
                {t('save')}
              </Button>
              <Button onClick={test} pending={isTesting} disabledReason={refusal}>
                {t('test')}
              </Button>
              {figures === null ? null : (
                <Button variant="ghost" onClick={remove} pending={isRemoving} disabledReason={refusal}>
                  {t('remove')}
                </Button>
              )}
            </div>
          </form>
        )}
      </Disclosure>
    </section>
  );
}
