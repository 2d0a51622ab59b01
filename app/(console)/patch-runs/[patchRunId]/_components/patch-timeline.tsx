import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { PatchPhaseBadge } from '@/components/domain/patch-badges';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, NoteRow, Row, Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { formatDuration } from '@/lib/format/duration';
import { formatTime } from '@/lib/format/time';
import { paths } from '@/lib/model/paths';
import type { PatchHostView, PatchRunPage } from '@/lib/views/patches/read-patch-run';
import { ConfirmHost } from './confirm-host';
import { HostDetails } from './host-details';
import { barStyles, HostBar, type Span, share } from './phase-bar';

const kinds = ['evacuate', 'wait', 'step', 'return', 'settle', 'refill'] as const;

/** The hosts of a run on a time axis: shaded parts are what happened, a dashed outline is what is expected. */
export function PatchTimeline({ run, disabledReason }: { run: PatchRunPage; disabledReason: string | null }) {
  const t = useTranslations('patch.run');
  const last = run.endsAt ?? run.now;
  const span = {
    from: run.createdAt.getTime(),
    to: Math.max(last.getTime(), run.now.getTime(), run.createdAt.getTime() + 60_000),
  };
  const ended = run.finishedAt
    ? { ...span, to: Math.max(run.finishedAt.getTime(), span.from + 60_000) }
    : span;
  return (
    <Section title={t('timeline')} aside={<Legend />}>
      <Table caption={t('timeline')}>
        <thead>
          <tr>
            <HeadCell>{t('host')}</HeadCell>
            <HeadCell>{t('phase')}</HeadCell>
            <HeadCell wideOnly className="w-1/2">
              <Axis span={ended} now={run.finishedAt ? null : run.now.getTime()} />
            </HeadCell>
            <HeadCell numeric>{t('time')}</HeadCell>
            <HeadCell>
              <span className="sr-only">{t('confirmStep')}</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {run.hosts.map((host) => (
            <HostRow key={host.hostId} run={run} host={host} span={ended} disabledReason={disabledReason} />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function Legend() {
  const t = useTranslations('patch.run.legend');
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-ink-2">
      {kinds.map((kind) => (
        <li key={kind} className="inline-flex items-center gap-1">
          <span aria-hidden="true" className={`inline-block size-2.5 border ${barStyles[kind]}`} />
          {t(kind)}
        </li>
      ))}
      <li className="inline-flex items-center gap-1">
        <span aria-hidden="true" className="inline-block size-2.5 border border-control border-dashed" />
        {t('expected')}
      </li>
    </ul>
  );
}

function Axis({ span, now }: { span: Span; now: number | null }) {
  const t = useTranslations('patch.run');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const time = (at: number) => formatTime(at, { locale, timeZone, style: 'clock' });
  const at = now === null ? null : share(now, span);
  return (
    <span className="relative block h-5 font-normal leading-5">
      {at === null || at > 30 ? <span className="absolute left-0">{time(span.from)}</span> : null}
      {at === null || at < 70 ? <span className="absolute right-0">{time(span.to)}</span> : null}
      {at === null || now === null ? null : (
        <b
          style={{ left: `${Math.min(82, at)}%` }}
          className={`absolute whitespace-nowrap text-accent ${at > 18 ? '-translate-x-1/2' : ''}`}
        >
          {t('now', { time: time(now) })}
        </b>
      )}
    </span>
  );
}

interface HostRowProps {
  run: PatchRunPage;
  host: PatchHostView;
  span: Span;
  disabledReason: string | null;
}

function HostRow({ run, host, span, disabledReason }: HostRowProps) {
  const locale = useLocale();
  return (
    <>
      <Row isNoted>
        <Cell>
          {host.exists ? (
            <TextLink quiet href={paths.host(host.hostId)}>
              {host.name}
            </TextLink>
          ) : (
            host.name
          )}
        </Cell>
        <Cell>
          <PatchPhaseBadge phase={host.phase} />
        </Cell>
        <Cell wideOnly>
          <HostBar bars={host.bars} expected={host.expected} span={span} />
        </Cell>
        <Cell numeric>
          {host.tookSeconds === null ? '-' : formatDuration(host.tookSeconds * 1000, locale)}
        </Cell>
        <Cell className="text-right">
          {host.waitsForPerson ? (
            <ConfirmHost
              patchRunId={run.id}
              host={{ hostId: host.hostId, name: host.name }}
              what={host.waitsForPerson}
              disabledReason={disabledReason}
            />
          ) : null}
        </Cell>
      </Row>
      <NoteRow columns={5}>
        <div className="md:hidden">
          <HostBar bars={host.bars} expected={host.expected} span={span} />
        </div>
        <HostDetails host={host} isStopped={run.state === 'stopped'} />
      </NoteRow>
    </>
  );
}
