import { useLocale, useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import type { Tone } from '@/components/ui/status';
import { formatList } from '@/lib/format/list';
import type { ReserveState as State } from '@/lib/model/cluster-reserve';
import type { ReservePage } from '@/lib/views/reserve/read-reserve';

const tones: Record<State, Tone> = { off: 'plain', kept: 'ok', 'in-use': 'warn', 'over-committed': 'crit' };

/** Whether the cluster keeps its reserve, and what that rests on. */
export function ReserveState({ page }: { page: ReservePage }) {
  const t = useTranslations('reserve');
  const { state, away, more, lostSets, unchecked, use } = page;
  const names = { away: formatList(away, useLocale()), count: away.length };
  const bodies = {
    off: () => t('body.off'),
    kept: () => (unchecked > 0 ? t('body.keptUnchecked', { count: unchecked }) : t('body.kept')),
    'in-use': () => t('body.in-use', names),
    'over-committed': () => t('body.over-committed', { count: lostSets }),
  };
  return (
    <Note tone={tones[state]} title={t(`state.${state}`, { count: more })}>
      <p>{bodies[state]()}</p>
      {away.length > 0 && state !== 'in-use' && state !== 'off' ? <p>{t('body.away', names)}</p> : null}
      {state === 'off' ? null : <p className="text-ink-3 text-small">{t(`use.${use}`)}</p>}
    </Note>
  );
}
