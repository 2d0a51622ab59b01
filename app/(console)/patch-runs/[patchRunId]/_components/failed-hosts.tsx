import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import { mayHaveRun } from '@/lib/model/patch-run';
import type { PatchHostView, PatchRunPage } from '@/lib/views/patches/read-patch-run';
import { FailedChoices } from './failed-choices';
import { LastLines } from './last-lines';
import { usePatchWhy } from './use-patch-why';

interface FailedHostsProps {
  run: PatchRunPage;
  disabledReason: string | null;
}

/** Why a run has stopped, with the ways to continue. */
export function FailedHosts({ run, disabledReason }: FailedHostsProps) {
  const failed = run.hosts.filter(({ phase }) => phase === 'failed');
  return failed.map((host) => (
    <FailedHost key={host.hostId} host={host} run={run} disabledReason={disabledReason} />
  ));
}

function FailedHost({ host, run, disabledReason }: FailedHostsProps & { host: PatchHostView }) {
  const t = useTranslations('patch.run');
  const why = usePatchWhy();
  return (
    <Note
      tone="crit"
      title={t('failedTitle', { host: host.name })}
      actions={
        <FailedChoices
          patchRunId={run.id}
          hostId={host.hostId}
          mayHaveRun={mayHaveRun(host.failedPhase)}
          disabledReason={disabledReason}
        />
      }
    >
      {why(host)}
      {host.output ? <LastLines output={host.output} /> : null}
    </Note>
  );
}
