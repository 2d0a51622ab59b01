'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Columns } from '@/components/ui/page';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import type { RuleForm as RuleFormData } from '@/lib/views/rules/read-rule';
import { addRuleAction, editRuleAction, judgeDraftAction } from '../actions';
import { ChoiceFields } from './choice-fields';
import { draftOf, inputOf, namesHosts } from './draft';
import { RuleFailure } from './rule-failure';
import { RuleHead } from './rule-head';
import { RuleOutlook } from './rule-outlook';
import { searchHosts, searchVms } from './search-members';
import { useOutlook } from './use-outlook';

/** What is wrong with a field: what the last attempt to save found, or what a pattern or tag has while it is typed. */
function useErrors(saved: Failure | null, typed: Failure | null): (field: string) => string | null {
  const savedOf = useFieldFailure(saved);
  const typedOf = useFieldFailure(typed);
  return (field) => savedOf(field) ?? (/(Names|Tags)$/.test(field) ? typedOf(field) : null);
}

interface RuleFormProps {
  form: RuleFormData;
  refusal: string | null; // why this person may change nothing here
}

/** A rule to write or change, and beside it what it would mean. */
export function RuleForm({ form, refusal }: RuleFormProps) {
  const t = useTranslations('rules');
  const toast = useToast();
  const router = useRouter();
  const { cluster, rule, hosts, tags } = form;
  const [draft, setDraft] = useState(() => draftOf(form));
  const input = inputOf(draft);
  const { outlook, failure: fault } = useOutlook(judgeDraftAction, {
    clusterId: cluster.id,
    ruleId: rule?.id ?? null,
    rule: { ...input, name: draft.name.trim() || t('thisRule') },
  });
  const save = () =>
    rule
      ? editRuleAction({ ruleId: rule.id, version: rule.version, rule: input })
      : addRuleAction({ clusterId: cluster.id, rule: input });
  const { failure, isPending, submit } = useFormAction(save, (failed) => {
    if (failed) return;
    toast({ tone: 'ok', title: t(rule ? 'saved' : 'added', { name: draft.name.trim() }) });
    router.push(paths.rules(cluster.id));
  });
  const errorOf = useErrors(failure, fault);
  const findVms = useCallback((text: string) => searchVms(cluster.id, text), [cluster.id]);
  const findHosts = useCallback((text: string) => searchHosts(hosts, text), [hosts]);
  const shared = { errorOf, disabled: refusal !== null };
  return (
    <Columns>
      <form onSubmit={submit} className="grid content-start gap-4" noValidate>
        <RuleFailure failure={failure} />
        <RuleHead draft={draft} onChange={setDraft} {...shared} />
        <ChoiceFields
          of="vm"
          choice={draft.vms}
          onChange={(vms) => setDraft({ ...draft, vms })}
          search={findVms}
          tags={tags.vms}
          {...shared}
        />
        {namesHosts(draft.kind) ? (
          <ChoiceFields
            of="host"
            choice={draft.hosts}
            onChange={(chosen) => setDraft({ ...draft, hosts: chosen })}
            search={findHosts}
            tags={tags.hosts}
            {...shared}
          />
        ) : null}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" pending={isPending} disabledReason={refusal}>
            {t(rule ? 'save' : 'addConfirm')}
          </Button>
          <ButtonLink variant="ghost" href={paths.rules(cluster.id)}>
            {t('cancel')}
          </ButtonLink>
        </div>
      </form>
      <RuleOutlook outlook={outlook} showsHosts={namesHosts(draft.kind)} />
    </Columns>
  );
}
