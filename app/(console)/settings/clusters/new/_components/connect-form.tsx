'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import type { DriverTraits } from '@/lib/model/driver-traits';
import { paths } from '@/lib/model/paths';
import type { TestedConnection } from '@/lib/services/clusters/test-cluster';
import { emptyHost, type TypedHost } from '../../_components/host-fields';
import { addClusterAction, testClusterAction } from '../../actions';
import { HostList, type NumberedHost } from './host-list';
import { TestResult } from './test-result';

const untyped = (host: TypedHost) => Object.values(host).every((text) => text.trim() === '');

/** A last row that nobody filled in is no host, unless it is the only one. */
function entered(hosts: readonly NumberedHost[]): TypedHost[] {
  const typed = hosts.filter((host, index) => index === 0 || !untyped(host.typed));
  return typed.map((host) => host.typed);
}

/** The hosts of a new cluster of one kind, tried and then stored. */
export function ConnectForm({ driver }: { driver: DriverTraits }) {
  const t = useTranslations('clusters');
  const describe = useFailureText();
  const toast = useToast();
  const router = useRouter();
  const [name, setName] = useState('');
  const [hosts, setHosts] = useState<NumberedHost[]>([{ key: 0, typed: emptyHost }]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [tested, setTested] = useState<TestedConnection[] | null>(null);
  const [isTesting, startTest] = useTransition();
  const [isAdding, startAdding] = useTransition();
  const errorOf = useFieldFailure(failure);
  const test = () =>
    startTest(async () => {
      const result = await testClusterAction({ driver: driver.kind, hosts: entered(hosts) });
      setFailure(result.ok ? null : result);
      setTested(result.ok ? result.value : null);
    });
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    startAdding(async () => {
      const result = await addClusterAction({ name, driver: driver.kind, hosts: entered(hosts) });
      if (!result.ok) return setFailure(result);
      toast({ tone: 'ok', title: t('added', { name }), description: t('addedHint') });
      router.push(paths.clusterSettings());
    });
  };
  return (
    <form onSubmit={add} className="flex flex-col gap-6" noValidate>
      {failure && !fieldOf(failure) ? (
        <Note tone="crit" alert>
          {describe(failure)}
        </Note>
      ) : null}
      <Field
        label={t('clusterName')}
        hint={t('clusterNameHint')}
        error={errorOf('name')}
        className="max-w-80"
      >
        <Input
          value={name}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <HostList driver={driver} hosts={hosts} onChange={setHosts} errorOf={errorOf} />
      {tested ? <TestResult tested={tested} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={isAdding}>
          {t('addConfirm')}
        </Button>
        <Button onClick={test} pending={isTesting}>
          {isTesting ? t('testing') : t('test')}
        </Button>
        <ButtonLink variant="ghost" href={paths.clusterSettings()}>
          {t('cancel')}
        </ButtonLink>
      </div>
      <p className="text-ink-3 text-small">
        {t('commandHint', {
          command: `npm run ballast -- cluster add NAME --driver ${driver.kind} --host NAME=URI`,
        })}
      </p>
    </form>
  );
}
