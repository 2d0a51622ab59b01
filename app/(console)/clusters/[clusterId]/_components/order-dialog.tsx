'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { RejectionText } from '@/components/domain/move-sentence';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { Changes } from '@/lib/engine/what-if';
import { formatDuration } from '@/lib/format/duration';
import type { Failure } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import type { RelocationPreview } from '@/lib/services/orders/relocate-vms';
import { previewRelocationAction, relocateAction } from '../what-if/actions';

/** The names of the hosts and VMs of the moves. */
interface Names {
  host: (id: string | undefined) => string;
  vm: (id: string | undefined) => string;
}

interface OrderDialogProps {
  clusterId: string;
  wanted: Changes['moves'];
  names: Names;
  refusal: string | null; // why there is nothing to order
  onPlaced: () => void;
}

/** Turns the moves into a plan on the cluster as it is now, shows it, and orders it. */
export function OrderDialog({ clusterId, wanted, names, refusal, onPlaced }: OrderDialogProps) {
  const t = useTranslations('what-if.order');
  const describe = useFailureText();
  const toast = useToast();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [preview, setPreview] = useState<RelocationPreview | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const input = { clusterId, wanted: [...wanted] };
  const open = () => {
    setPreview(null);
    setFailure(null);
    setOpen(true);
    startTransition(async () => {
      const result = await previewRelocationAction(input);
      if (result.ok) setPreview(result.value);
      else setFailure(result);
    });
  };
  const order = () =>
    startTransition(async () => {
      const result = await relocateAction(input);
      if (!result.ok) return setFailure(result);
      toast({ tone: 'ok', title: t('placed', { count: wanted.length }) });
      setOpen(false);
      onPlaced();
      router.push(paths.job(result.value.runId));
    });
  const why = preview === null ? t('checking') : preview.refused.length > 0 ? t('refused') : null;
  return (
    <>
      <Button variant="primary" disabledReason={refusal} onClick={open}>
        {t('open', { count: wanted.length })}
      </Button>
      <Dialog
        wide
        open={isOpen}
        onOpenChange={setOpen}
        title={t('title')}
        description={t('lede')}
        actions={
          <Button variant="primary" pending={isPending} disabledReason={why} onClick={order}>
            {t('confirm', { count: preview?.plan.moves.length ?? 0 })}
          </Button>
        }
      >
        {failure ? (
          <Note tone="crit" alert>
            {describe(failure)}
          </Note>
        ) : null}
        {preview ? <PlannedMoves preview={preview} names={names} /> : <p role="status">{t('checking')}</p>}
      </Dialog>
    </>
  );
}

function PlannedMoves({ preview, names }: { preview: RelocationPreview; names: Names }) {
  const t = useTranslations('what-if.order');
  const locale = useLocale();
  return (
    <div className="grid gap-2">
      <ol className="grid list-decimal gap-1 pl-5">
        {preview.plan.moves.map((move) => (
          <li key={`${move.vmId} ${move.toHostId}`}>
            {t('move', {
              vm: names.vm(move.vmId),
              from: names.host(move.fromHostId),
              to: names.host(move.toHostId),
              wave: move.wave,
              kind: move.kind,
              duration: formatDuration(move.predicted.seconds * 1000, locale),
              pause: formatDuration(move.predicted.downtimeMs, locale),
            })}
          </li>
        ))}
      </ol>
      {preview.refused.map(({ vmId, hostId, code, facts }) => (
        <Note key={`${vmId} ${hostId} ${code}`} tone="warn" title={names.vm(vmId)}>
          <RejectionText code={code} facts={facts} withCode />
        </Note>
      ))}
    </div>
  );
}
