import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PowerSteps } from '@/components/domain/power-steps';
import { Columns, PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { isFinishedRun } from '@/lib/model/run';
import type { Context } from '@/lib/services/context';
import { previewUndo } from '@/lib/services/orders/undo-run';
import { readJob } from '@/lib/views/job/read-job';
import { readMoveTracks } from '@/lib/views/job/read-move-track';
import { foundOr404 } from '../../../found-or-404';
import type { SearchParams } from '../../../search-params';
import { requireContext } from '../../../session';
import { Shows } from '../../_components/shows';
import { AfterNotes } from './_components/after-notes';
import { CancelButton } from './_components/cancel-button';
import { CancelWords, IfYouCancel, StayWords } from './_components/if-you-cancel';
import { JobFacts, JobStatus } from './_components/job-head';
import { AboutSection, RestSection, StayingSection } from './_components/job-side';
import { JobStats } from './_components/job-stats';
import { MovePanel } from './_components/move-panel';
import { MovesSection } from './_components/moves-section';
import { PauseButton } from './_components/pause-button';
import { ProgressStrip } from './_components/progress-strip';
import { UndoAction } from './_components/undo-preview';
import { jobHref, readJobQuery } from './job-query';

interface JobPageProps {
  params: Promise<{ runId: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: JobPageProps): Promise<Metadata> {
  const [ctx, { runId }, t] = await Promise.all([requireContext(), params, getTranslations('jobs')]);
  const job = await foundOr404(readJob({ ctx, input: { runId } }));
  return { title: t(`name.${job.kind}`, { subject: job.subject }) };
}

export default async function JobPage({ params, searchParams }: JobPageProps) {
  const [ctx, { runId }, parameters, t] = await Promise.all([
    requireContext(),
    params,
    searchParams,
    getTranslations('jobs'),
  ]);
  const query = readJobQuery(parameters);
  const job = await foundOr404(readJob({ ctx, input: { runId } }));
  const name = t(`name.${job.kind}`, { subject: job.subject });
  const open = job.moves.find((move) => move.id === query.move);
  const tracks = open ? await readMoveTracks({ ctx, input: { runId } }) : [];
  const isEnded = isFinishedRun(job.state);
  const [only, ...others] = job.emptied;
  const already = job.cancelRequestedAt ? t('cancel.already') : null;
  const disabledReason = isAllowed(ctx.actor, 'run.cancel') ? already : t('cancel.role');
  return (
    <>
      <Shows clusters={[job.cluster.id]} />
      <PageHead
        crumbs={[
          { href: paths.cluster(job.cluster.id), label: job.cluster.name },
          only && others.length === 0
            ? { href: paths.host(only.id), label: only.name }
            : { href: paths.jobs(), label: t('title') },
        ]}
        crumbsLabel={t('crumbs')}
        title={name}
        status={<JobStatus job={job} />}
        lede={<JobFacts job={job} />}
        actions={
          isEnded ? (
            <Undo ctx={ctx} runId={runId} name={name} />
          ) : (
            <>
              <PauseButton
                runId={runId}
                name={name}
                isPaused={job.pausedAt !== null}
                disabledReason={disabledReason}
              />
              <CancelButton
                runId={runId}
                name={name}
                mayMoveBack={job.kind !== 'undo'}
                ifTheyStay={<StayWords job={job} />}
                disabledReason={disabledReason}
              >
                <CancelWords job={job} />
              </CancelButton>
            </>
          )
        }
      />
      <div className={open ? 'lg:grid lg:grid-cols-[minmax(0,1fr)_22rem]' : ''}>
        <PageBody className="grid min-w-0 content-start gap-5">
          <AfterNotes job={job} />
          {job.moves.length > 0 ? (
            <>
              <JobStats job={job} />
              <ProgressStrip moves={job.moves} />
            </>
          ) : null}
          <Columns className={open ? 'lg:grid-cols-1' : 'lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]'}>
            <MovesSection job={job} name={name} query={query} />
            <div className="grid min-w-0 content-start gap-6">
              <PowerSteps steps={job.steps} />
              <RestSection job={job} />
              {job.staying.length > 0 ? <StayingSection staying={job.staying} /> : null}
              <AboutSection job={job} />
              {isEnded || job.cancelRequestedAt ? null : <IfYouCancel job={job} />}
            </div>
          </Columns>
        </PageBody>
        {open ? (
          <MovePanel
            move={open}
            track={tracks.find((track) => track.moveId === open.id) ?? null}
            closeHref={jobHref(runId, query, { move: null })}
          />
        ) : null}
      </div>
    </>
  );
}

/** Offered on finished jobs: the preview of undoing is planned on the current cluster. */
async function Undo({ ctx, runId, name }: { ctx: Context; runId: string; name: string }) {
  const preview = await previewUndo({ ctx, input: { runId } });
  return (
    <UndoAction preview={preview} runId={runId} name={name} mayAct={isAllowed(ctx.actor, 'plan.approve')} />
  );
}
