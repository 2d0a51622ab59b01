import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import type { IconName } from '@/components/ui/icon-shapes';
import { Note } from '@/components/ui/note';
import { Section } from '@/components/ui/page';
import { Status, type Tone } from '@/components/ui/status';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { RelativeTime } from '@/components/ui/times';
import { formatTime } from '@/lib/format/time';
import type { HostSign, OutageVerdict, SignVerdict } from '@/lib/model/host-sign';
import type { OutagePage, OutageView } from '@/lib/views/outage/read-outage';

const tones: Record<OutageVerdict, Tone> = {
  unclear: 'unknown',
  unreachable: 'warn',
  down: 'crit',
  off: 'crit',
};

const says: Record<SignVerdict, { icon: IconName; tone: Tone }> = {
  runs: { icon: 'running', tone: 'ok' },
  silent: { icon: 'down', tone: 'crit' },
  off: { icon: 'down', tone: 'crit' },
  nothing: { icon: 'unknown', tone: 'unknown' },
};

/** Since when the host is silent, what the signs say together, and each of them. */
export function SignsSection({ page, outage }: { page: OutagePage; outage: OutageView }) {
  const t = useTranslations('outage');
  const time = useTime();
  const { name: host } = page.host;
  const { verdict, since, off, signs, signsAt } = outage;
  return (
    <Section
      title={t('signs.title')}
      note={
        signsAt === null
          ? t('signs.notYet')
          : t.rich('signs.read', { when: () => <RelativeTime at={signsAt} /> })
      }
    >
      <Note tone={tones[verdict]} title={t(`sentence.${verdict}`, { host })}>
        <p>{t('since', { host, time: time(since) })}</p>
        <p>{t(`meaning.${verdict}`, { host })}</p>
        {off ? <p>{t(`proof.${off.proof}`, { host, by: off.by, time: time(off.at) })}</p> : null}
      </Note>
      {signs.length > 0 ? (
        <div className="mt-3">
          <Table caption={t('signs.caption', { host })}>
            <thead>
              <tr>
                <HeadCell>{t('signs.who')}</HeadCell>
                <HeadCell>{t('signs.says')}</HeadCell>
                <HeadCell wideOnly>{t('signs.detail')}</HeadCell>
              </tr>
            </thead>
            <tbody>
              {signs.map((sign) => (
                <SignRow key={`${sign.source} ${sign.by}`} sign={sign} />
              ))}
            </tbody>
          </Table>
        </div>
      ) : null}
    </Section>
  );
}

function SignRow({ sign }: { sign: HostSign }) {
  const { source, by, says: verdict, detail } = sign;
  const t = useTranslations('outage.signs');
  return (
    <Row>
      <Cell>{t(`source.${source}`, { by })}</Cell>
      <Cell>
        <Status {...says[verdict]}>{t(answerKey(sign))}</Status>
      </Cell>
      <Cell wideOnly className="max-w-96 truncate text-ink-3" title={detail}>
        {detail === '' ? '-' : detail}
      </Cell>
    </Row>
  );
}

/** Disks and management boards do not answer for the host, so their answers have words of their own. */
function answerKey({ source, says: verdict, mark }: HostSign) {
  if (source === 'bmc') return verdict === 'silent' ? 'power.off' : 'power.unproved';
  if (source !== 'storage') return `verdict.${verdict}` as const;
  if (verdict === 'runs') return 'disk.written';
  return mark === null ? 'disk.unread' : 'disk.quiet';
}

function useTime(): (at: Date) => string {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return (at) => formatTime(at, { locale, timeZone, style: 'clock' });
}
