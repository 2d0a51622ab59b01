import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { MoveStateBadge } from '@/components/domain/state-badges';
import { Cell, HeadCell, NoteRow, Row, Table } from '@/components/ui/table';
import { formatTime } from '@/lib/format/time';
import { isFinishedRun } from '@/lib/model/run';
import type { JobMove, JobPage } from '@/lib/views/job/read-job';
import { type JobQuery, jobHref } from '../job-query';
import { hasWhy, MoveEnd, MoveLink, MoveWhy } from './move-cells';
import { type Slot, scheduleMoves, spanOf } from './schedule';

interface Span {
  from: number;
  to: number;
}

/** The moves on a time axis: an outline is the forecast, a solid bar is what happened, the line is now. */
export function MovesTimeline({ job, caption, query }: { job: JobPage; caption: string; query: JobQuery }) {
  const t = useTranslations('jobs.moves');
  const now = (job.finishedAt ?? job.now).getTime();
  const slots = scheduleMoves(job.moves, now, job.migrationSpeed);
  const span = spanOf(slots.values(), (job.startedAt ?? job.createdAt).getTime(), now);
  const nowShare = isFinishedRun(job.state) ? null : share(now, span);
  const waves = [...Map.groupBy(job.moves, (move) => move.wave)];
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <HeadCell wideOnly>{t('wave')}</HeadCell>
          <HeadCell>
            <span className="sr-only">{t('state')}</span>
          </HeadCell>
          <HeadCell>{t('vm')}</HeadCell>
          <HeadCell>{t('to')}</HeadCell>
          <HeadCell wideOnly className="w-2/5">
            <Axis span={span} now={nowShare === null ? null : now} />
          </HeadCell>
          <HeadCell numeric>{t('took')}</HeadCell>
          <HeadCell numeric>{t('pause')}</HeadCell>
        </tr>
      </thead>
      {waves.map(([wave, moves]) => (
        <tbody key={wave} className="border-line-strong border-b">
          {moves.map((move, i) => (
            <TimelineRow
              key={move.id}
              move={move}
              href={jobHref(job.id, query, { move: move.id })}
              isFirst={i === 0}
              slot={slots.get(move.id)}
              span={span}
              nowShare={nowShare}
            />
          ))}
        </tbody>
      ))}
    </Table>
  );
}

const share = (at: number, span: Span): number => (100 * (at - span.from)) / (span.to - span.from);

function Axis({ span, now }: { span: Span; now: number | null }) {
  const t = useTranslations('jobs.moves');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const isShort = span.to - span.from < 5 * 60_000;
  const time = (at: number) =>
    formatTime(at, { locale, timeZone, style: isShort ? 'clockSeconds' : 'clock' });
  const at = now === null ? null : share(now, span);
  const margin = isShort ? 40 : 30; // the space for the label of the current time, in percent of the width; more with seconds
  return (
    <span className="relative block h-5 font-normal leading-5">
      <span className="sr-only">{t('time')}: </span>
      {at === null || at > margin ? <span className="absolute left-0">{time(span.from)}</span> : null}
      {at === null || at < 100 - margin ? <span className="absolute right-0">{time(span.to)}</span> : null}
      {at === null || now === null ? null : (
        <b
          style={{ left: `${Math.min(82, Math.max(0, at))}%` }}
          className={`absolute whitespace-nowrap text-accent ${at > 18 ? '-translate-x-1/2' : ''}`}
        >
          {t('now', { time: time(now) })}
        </b>
      )}
    </span>
  );
}

interface TimelineRowProps {
  move: JobMove;
  href: string;
  isFirst: boolean;
  slot?: Slot;
  span: Span;
  nowShare: number | null;
}

function TimelineRow({ move, href, isFirst, slot, span, nowShare }: TimelineRowProps) {
  const isWaiting = move.state === 'pending';
  const isNoted = hasWhy(move, true);
  return (
    <>
      <Row isNoted={isNoted ? 'phone' : false} className={isWaiting ? 'text-ink-2' : undefined}>
        <Cell wideOnly className="text-ink-2">
          <span className={isFirst ? undefined : 'sr-only'}>{move.wave}</span>
        </Cell>
        <Cell className="w-5">
          <MoveStateBadge state={move.state} kind={move.kind} glyphOnly />
        </Cell>
        <Cell>
          <MoveLink move={move} href={href} />
        </Cell>
        <Cell className="text-ink-2">{move.to}</Cell>
        <Cell wideOnly wrap className="relative py-1">
          {slot ? (
            <Bar slot={slot} span={span} isRunning={nowShare !== null && slot.to > 0 && isActive(move)} />
          ) : null}
          {nowShare === null ? null : (
            <span aria-hidden="true" className="absolute inset-x-2 inset-y-0">
              <span style={{ left: `${nowShare}%` }} className="absolute -inset-y-px w-px bg-accent" />
            </span>
          )}
          <span className="relative mt-0.5 block w-fit bg-ground empty:hidden">
            <MoveWhy move={move} isBrief />
          </span>
        </Cell>
        <MoveEnd move={move} />
      </Row>
      {isNoted ? (
        <NoteRow columns={7} phoneOnly>
          <MoveWhy move={move} isBrief />
        </NoteRow>
      ) : null}
    </>
  );
}

const isActive = (move: JobMove): boolean =>
  move.state === 'migrating' || move.state === 'verifying' || move.state === 'unknown';

function Bar({ slot, span, isRunning }: { slot: Slot; span: Span; isRunning: boolean }) {
  const place = (from: number, to: number) => ({
    left: `${share(from, span)}%`,
    width: `max(4px, ${share(to, span) - share(from, span)}%)`,
  });
  return (
    <span aria-hidden="true" className="relative block h-3">
      <span
        style={place(slot.from, slot.to)}
        className={`absolute inset-y-0 rounded-[2px] border ${slot.body ? 'border-ink-3' : 'border-control border-dashed'}`}
      />
      {slot.body ? (
        <span
          style={place(slot.body.from, slot.body.to)}
          className={`absolute inset-y-0.5 border-r-2 ${isRunning ? 'border-accent bg-fill-accent' : 'border-edge bg-fill'}`}
        />
      ) : null}
    </span>
  );
}
