'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useState, useTransition } from 'react';
import { useMoveOptions } from '@/components/domain/move-options';
import { fieldOf, useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import { paths } from '@/lib/model/paths';
import { approveAction } from '../actions';
import { DismissButton } from './dismiss-button';

interface Approval {
  chosen: ReadonlySet<string>;
  all: readonly string[];
  toggle: (moveId: string) => void;
  approve: (moveIds?: string[]) => void;
  isPending: boolean;
}

const ApprovalContext = createContext<Approval | null>(null);

interface ApprovalProviderProps {
  planId: string;
  name: string;
  moveIds: readonly string[];
  children: ReactNode;
}

/** Knows which moves are chosen, for the boxes beside them and the buttons above them. */
export function ApprovalProvider({ planId, name, moveIds, children }: ApprovalProviderProps) {
  const t = useTranslations('suggestions.actions');
  const router = useRouter();
  const toast = useToast();
  const { asked, fail } = useMoveOptions();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isPending, startTransition] = useTransition();
  const approve = (chosen?: string[]) =>
    startTransition(async () => {
      fail(null);
      const result = await approveAction(planId, {
        moveIds: chosen,
        options: Object.keys(asked).length > 0 ? asked : undefined,
      });
      if (result.ok) {
        toast({ tone: 'ok', title: t('started', { name }) });
        router.push(paths.job(result.value.runId));
      } else {
        fail(result);
        router.refresh(); // somebody may have decided meanwhile: the page says who
      }
    });
  const toggle = (moveId: string) =>
    setLeft((before) => {
      const after = new Set(before);
      if (!after.delete(moveId)) after.add(moveId);
      return after;
    });
  const chosen = new Set(moveIds.filter((id) => !left.has(id)));
  const value = { chosen, all: moveIds, toggle, approve, isPending };
  return <ApprovalContext value={value}>{children}</ApprovalContext>;
}

export function ApprovalButtons(props: { planId: string; name: string; disabledReason: string | null }) {
  const t = useTranslations('suggestions.actions');
  const approval = useContext(ApprovalContext);
  if (!approval) return null;
  const { chosen, all, approve, isPending } = approval;
  const isAll = chosen.size === all.length;
  const noneChosen = chosen.size === 0 ? t('noneChosen') : null;
  return (
    <>
      <Button
        variant="primary"
        disabledReason={props.disabledReason}
        pending={isPending}
        onClick={() => approve()}
      >
        {t('approveAll')}
      </Button>
      <Button
        disabledReason={props.disabledReason ?? noneChosen}
        pending={isPending}
        onClick={() => approve(isAll ? undefined : [...chosen])}
      >
        {isAll || noneChosen
          ? t('approveSelected')
          : t('approveCount', { count: chosen.size, all: all.length })}
      </Button>
      <DismissButton {...props} />
    </>
  );
}

/** Whether a move is among those to approve. */
export function MoveChoice({ moveId, label }: { moveId: string; label: string }) {
  const approval = useContext(ApprovalContext);
  if (!approval) return null;
  return (
    <Checkbox
      aria-label={label}
      checked={approval.chosen.has(moveId)}
      onChange={() => approval.toggle(moveId)}
    />
  );
}

/** Why the last attempt to approve did nothing. */
export function ApprovalFailure() {
  const t = useTranslations('suggestions.actions');
  const failureText = useFailureText();
  const { failure } = useMoveOptions();
  if (!failure || fieldOf(failure)) return null; // a field says it by itself
  return (
    <Note tone="crit" alert title={t('failed')}>
      {failureText(failure)}
    </Note>
  );
}
