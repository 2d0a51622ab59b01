'use client';

import { useTranslations } from 'next-intl';
import { FormDialog } from '@/components/state/form-dialog';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Failure } from '@/lib/model/action-result';
import { byName } from '@/lib/model/compare-names';
import type { ListedGroup, PolicyList } from '@/lib/views/policy/list-policies';
import { addGroupAction, editGroupAction } from '../actions';

interface GroupDialogProps {
  list: PolicyList;
  group: ListedGroup | null; // null: a new one
  refusal: string | null;
}

/** Makes a group of clusters, or renames it and chooses its clusters. */
export function GroupDialog({ list, group, refusal }: GroupDialogProps) {
  const t = useTranslations('policy.list');
  const words = group
    ? { title: t('editTitle', { name: group.name }), save: t('editSave') }
    : { title: t('addTitle'), save: t('addSave') };
  const button = group ? (
    <Button size="small" aria-label={t('editGroupOf', { name: group.name })} disabledReason={refusal}>
      {t('editGroup')}
    </Button>
  ) : (
    <Button disabledReason={refusal}>{t('addGroup')}</Button>
  );
  if (refusal) return button;
  const save = (form: FormData) => {
    const entered = { name: String(form.get('name')), clusterIds: form.getAll('clusterIds').map(String) };
    if (!group) return addGroupAction(entered);
    const seen = { name: group.name, clusterIds: group.clusters.map(({ id }) => id) };
    return editGroupAction({ groupId: group.id, ...entered, seen });
  };
  return (
    <FormDialog
      trigger={button}
      title={words.title}
      description={t('addLede')}
      saveLabel={words.save}
      savedTitle={t('saved')}
      save={save}
    >
      {(failure) => <GroupFields list={list} group={group} failure={failure} />}
    </FormDialog>
  );
}

interface GroupFieldsProps extends Pick<GroupDialogProps, 'list' | 'group'> {
  failure: Failure | null;
}

function GroupFields({ list, group, failure }: GroupFieldsProps) {
  const t = useTranslations('policy.list');
  const errorOf = useFieldFailure(failure);
  const clusters = [
    ...list.groups.flatMap(({ id, name, clusters: inGroup }) =>
      inGroup.map((cluster) => ({
        ...cluster,
        hint: id === group?.id ? null : t('memberHint', { group: name }),
      })),
    ),
    ...list.ungrouped.map((cluster) => ({ ...cluster, hint: null })),
  ].toSorted(byName);
  const isMember = (id: string) => group?.clusters.some((cluster) => cluster.id === id) ?? false;
  return (
    <>
      <Field label={t('groupName')} error={errorOf('name')}>
        <Input name="name" defaultValue={group?.name} maxLength={60} autoComplete="off" required />
      </Field>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium text-ink-2 text-small">{t('members')}</legend>
        {clusters.map(({ id, name, hint }) => (
          <Checkbox
            key={id}
            name="clusterIds"
            value={id}
            label={name}
            hint={hint}
            defaultChecked={isMember(id)}
          />
        ))}
        {clusters.length === 0 ? <p className="text-ink-3">{t('noClusters')}</p> : null}
      </fieldset>
    </>
  );
}
