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
import { withDependents, withNeeded } from '@/lib/model/dependent-moves';
import { paths } from '@/lib/model/paths';
import type { SuggestedMove } from '@/lib/views/suggestion/read-suggestion';
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
  moves: readonly Pick<SuggestedMove, 'id' | 'needs'>[];
  children: ReactNode;
}

/** Knows which moves are chosen, for the boxes beside them and the buttons above them. */
export function ApprovalProvider({ planId, name, moves, children }: ApprovalProviderProps) {
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
  const moveIds = moves.map(({ id }) => id);
  const needed = moves.map(({ needs }) => needs.map((id) => moveIds.indexOf(id)));
  // a move is chosen with all that it needs, and left out with all that need it
  const toggle = (moveId: string) =>
    setLeft((before) => {
      const after = new Set(before);
      const index = moveIds.indexOf(moveId);
      const changed = before.has(moveId) ? withNeeded(needed, [index]) : withDependents(needed, index);
      for (const at of changed) {
        const id = moveIds[at];
        if (id === undefined) continue;
        if (before.has(moveId)) after.delete(id);
        else after.add(id);
      }
      return after;
    });
  const chosen = new Set(moveIds.filter((id) => !left.has(id)));
  const value = { chosen, all: moveIds, toggle, approve, isPending };
  return <ApprovalContext value={value}>{children}</ApprovalContext>;
}

/** The moves that are chosen; null: all of them. */
export function useChosenMoves(): string[] | null {
  const approval = useContext(ApprovalContext);
  if (!approval || approval.chosen.size === approval.all.length) return null;
  return approval.all.filter((id) => approval.chosen.has(id));
}

interface ApprovalButtonsProps {
  planId: string;
  name: string;
  disabledReason: string | null;
}

export function ApprovalButtons(props: ApprovalButtonsProps) {
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
