import { useState } from 'react';
import { inputOf, type PolicyField } from '@/lib/model/policy-fields';
import type { PolicyPage } from '@/lib/views/policy/read-policy';

/** What a person entered for a field: a value, with numbers as they are typed; or that it is inherited. */
export type Entered = { isInherited: true } | { isInherited: false; value: unknown };

/** A change of a policy, as the services take it. */
export interface PolicyEdit {
  version: number;
  change: Record<string, unknown>;
  inherit: PolicyField[];
}

/** The changes that a person has entered, and not yet saved. The version is that of the policy when the first was entered. */
export function usePolicyDraft(page: PolicyPage) {
  const [entered, setEntered] = useState<ReadonlyMap<PolicyField, Entered>>(new Map());
  const [version, setVersion] = useState(page.version);
  const isEmpty = entered.size === 0;

  const enter = (name: PolicyField, what: Entered): void => {
    if (isEmpty) setVersion(page.version);
    const next = new Map(entered);
    if (isAsSaved(page, name, what)) next.delete(name);
    else next.set(name, what);
    setEntered(next);
  };

  return {
    isEmpty,
    count: entered.size,
    edit: editOf(isEmpty ? page.version : version, entered),
    enter,
    discard: () => setEntered(new Map()),
    /** What is shown for a field: as entered, as set here, or as inherited. */
    shown: (name: PolicyField): { value: unknown; isOwn: boolean } => {
      const own = page.own[name];
      const what = entered.get(name);
      if (what && !what.isInherited) return { value: what.value, isOwn: true };
      if (what || own === undefined) return { value: page.inherited.values[name], isOwn: false };
      return { value: own, isOwn: true };
    },
  };
}

export type PolicyDraft = ReturnType<typeof usePolicyDraft>;

function isAsSaved(page: PolicyPage, name: PolicyField, what: Entered): boolean {
  const own = page.own[name];
  if (what.isInherited) return own === undefined;
  return own !== undefined && JSON.stringify(readEntered(name, what.value)) === JSON.stringify(own);
}

/** A number that is empty is null, where a field may be null; elsewhere it is inherited. */
function readEntered(name: PolicyField, value: unknown): unknown {
  if (inputOf(name).kind !== 'number' || typeof value !== 'string') return value;
  return value === '' ? null : Number(value);
}

function editOf(version: number, entered: ReadonlyMap<PolicyField, Entered>): PolicyEdit {
  const change: Record<string, unknown> = {};
  const inherit: PolicyField[] = [];
  for (const [name, what] of entered) {
    if (what.isInherited) inherit.push(name);
    else change[name] = readEntered(name, what.value);
  }
  return { version, change, inherit };
}
