import { useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { RestOfCluster } from '@/components/domain/rest-of-cluster';
import { KeyValues, Section } from '@/components/ui/page';
import { Code } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { paths } from '@/lib/model/paths';
import { isFinishedRun } from '@/lib/model/run';
import type { JobPage } from '@/lib/views/job/read-job';
import { useActorName } from '../../../_components/use-actor-name';
import { useMoment } from './job-head';

/** The hosts of the cluster, when the job was planned and after it; for a job that has ended, its actual result. */
export function RestSection({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.rest');
  const cluster = job.cluster.name;
  return (
    <Section
      title={t(job.kind === 'evacuate' ? 'title' : 'titleAll', { cluster })}
      note={t(isFinishedRun(job.state) ? 'noteEnded' : 'note')}
    >
      <RestOfCluster caption={t('caption', { cluster })} hosts={job.hosts} thresholds={job.policy} />
    </Section>
  );
}

/** VMs of the host that the plan could not move. */
export function StayingSection({ staying }: { staying: JobPage['staying'] }) {
  const t = useTranslations('jobs.staying');
  const byVm = [...Map.groupBy(staying, (reason) => reason.vm)];
  return (
    <Section title={t('title')} note={t('note', { count: byVm.length })}>
      <ul className="border-line border-t">
        {byVm.map(([vm, reasons]) => (
          <li key={vm} className="border-line border-b py-1.5">
            <b>{vm}</b>
            {reasons.map((reason) => (
              <p key={reason.key} className="text-ink-2 text-small">
                {reason.hosts.length > 0 ? `${reason.hosts.join(', ')}: ` : null}
                <RejectionText code={reason.code} facts={reason.facts} /> <Code>{reason.code}</Code>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The job that this one undoes, and the one that undoes it. */
const jobLinks = ({ undoOf, undoneBy }: JobPage) => [
  ...(undoOf ? [{ key: 'undoOf' as const, run: undoOf }] : []),
  ...(undoneBy ? [{ key: 'undoneBy' as const, run: undoneBy }] : []),
];

/** Who asked, when, why, and the plan behind it. */
export function AboutSection({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.about');
  const tJobs = useTranslations('jobs');
  const tSuggestions = useTranslations('suggestions');
  const moment = useMoment();
  const actorName = useActorName();
  const { suggestion } = job;
  const why = {
    balance: () => t('whyBalance'),
    evacuate: () => t('whyEvacuate', { host: job.subject, hosts: Math.max(1, job.emptied.length) }),
    migrate: () => t('whyMigrate'),
    undo: () => t('whyUndo'),
    restart: () => t('whyRestart', { host: job.subject }),
  };
  return (
    <Section title={t('title')}>
      <KeyValues
        entries={[
          {
            key: 'asked',
            name: t('asked'),
            value: t('at', { by: actorName(job.requestedBy), time: moment(job.createdAt) }),
          },
          { key: 'why', name: t('why'), value: why[job.kind]() },
          ...(job.note ? [{ key: 'note', name: t('note'), value: job.note }] : []),
          ...jobLinks(job).map(({ key, run }) => ({
            key,
            name: t(key),
            value: <TextLink href={paths.job(run.id)}>{tJobs('number', { number: run.number })}</TextLink>,
          })),
          ...(suggestion
            ? [
                {
                  key: 'plan',
                  name: t('plan'),
                  value: (
                    <TextLink href={paths.suggestion(suggestion.id)}>
                      {tSuggestions('number', { number: suggestion.number })}
                    </TextLink>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}
