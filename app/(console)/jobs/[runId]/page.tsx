import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Columns, PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { isFinishedRun } from '@/lib/model/run';
import { readJob } from '@/lib/services/runs/read-job';
import { orNotFound } from '../../../or-not-found';
import { requireContext } from '../../../session';
import { AfterNotes } from './after-notes';
import { CancelButton } from './cancel-button';
import { CancelWords, IfYouCancel } from './if-you-cancel';
import { JobFacts, JobStatus } from './job-head';
import { AboutSection, RestSection, StayingSection } from './job-side';
import { JobStats } from './job-stats';
import { MovesSection } from './moves-section';
import { ProgressStrip } from './progress-strip';

interface JobPageProps {
  params: Promise<{ runId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: JobPageProps): Promise<Metadata> {
  const [ctx, { runId }, t] = await Promise.all([requireContext(), params, getTranslations('jobs')]);
  const job = await orNotFound(readJob({ ctx, input: { runId } }));
  return { title: t(`name.${job.kind}`, { subject: job.subject }) };
}

export default async function JobPage({ params, searchParams }: JobPageProps) {
  const [ctx, { runId }, { view }, t] = await Promise.all([
    requireContext(),
    params,
    searchParams,
    getTranslations('jobs'),
  ]);
  const job = await orNotFound(readJob({ ctx, input: { runId } }));
  const name = t(`name.${job.kind}`, { subject: job.subject });
  const isEnded = isFinishedRun(job.state);
  const already = job.cancelRequestedAt ? t('cancel.already') : null;
  return (
    <>
      <PageHead
        crumbs={[
          { href: `/clusters/${job.cluster.id}`, label: job.cluster.name },
          job.host
            ? { href: `/hosts/${job.host.id}`, label: job.host.name }
            : { href: '/jobs', label: t('title') },
        ]}
        crumbsLabel={t('crumbs')}
        title={name}
        status={<JobStatus job={job} />}
        lede={<JobFacts job={job} />}
        actions={
          isEnded ? undefined : (
            <CancelButton
              runId={runId}
              name={name}
              disabledReason={isAllowed(ctx.actor, 'run.cancel') ? already : t('cancel.role')}
            >
              <CancelWords job={job} />
            </CancelButton>
          )
        }
      />
      <PageBody className="grid gap-5">
        <AfterNotes job={job} />
        {job.moves.length > 0 ? (
          <>
            <JobStats job={job} />
            <ProgressStrip moves={job.moves} />
          </>
        ) : null}
        <Columns className="lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <MovesSection job={job} name={name} isTable={view === 'table'} />
          <div className="grid min-w-0 content-start gap-6">
            <RestSection job={job} />
            {job.staying.length > 0 ? <StayingSection staying={job.staying} /> : null}
            <AboutSection job={job} />
            {isEnded || job.cancelRequestedAt ? null : <IfYouCancel job={job} />}
          </div>
        </Columns>
      </PageBody>
    </>
  );
}
