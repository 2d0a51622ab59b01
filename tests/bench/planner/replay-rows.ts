import { isOurs, OURS, type ReplayResult, readReplayResult } from '../replay-result.ts';
import { judge } from '../report/figures.ts';
import type { Findings, Row } from './row.ts';

const NAME = {
  id: 'replay-moves-back',
  unit: '',
  figure: 'day-long replay: VM moved back within an hour',
};

/** The last results of `bench replay`. The planner's benchmark does not replay days itself. */
export async function replayRows(): Promise<Findings> {
  const result = await readReplayResult();
  const goals = { pass: '0', aim: '0, with fewer overloaded host-minutes than every peer' };
  const row: Row =
    result === null
      ? { ...NAME, ...goals, value: null, measured: 'run npm run bench -- replay', verdict: 'none' }
      : { ...NAME, ...goals, ...judgeReplay(result) };
  return { rows: [row], details: [] };
}

/** Our results compared with every other strategy, for each day. */
export function judgeReplay({ date, days }: ReplayResult): Pick<Row, 'value' | 'measured' | 'verdict'> {
  const perDay = days.map(({ day, strategies }) => {
    const ours = strategies.find(({ name }) => name === OURS);
    const peers = strategies.filter(({ name }) => !isOurs(name));
    const bestPeer = Math.min(...peers.map(({ overloadedHostMinutes }) => overloadedHostMinutes));
    return { day, ours, bestPeer };
  });
  const isComplete = perDay.length > 0 && perDay.every(({ ours }) => ours !== undefined);
  const back = perDay.reduce((sum, { ours }) => sum + (ours?.movesBackWithinHour ?? 0), 0);
  const minutes = perDay.map(
    ({ day, ours, bestPeer }) =>
      `${day}: ${ours?.overloadedHostMinutes.toFixed(0) ?? '-'} overloaded host-minutes, best peer ${bestPeer.toFixed(0)}`,
  );
  return {
    value: isComplete ? back : null,
    measured: `${back} moved back; ${minutes.join('; ')} (measured ${date})`,
    verdict: isComplete
      ? judge({
          aim:
            back === 0 && perDay.every(({ ours, bestPeer }) => (ours?.overloadedHostMinutes ?? 0) < bestPeer),
          pass: back === 0,
        })
      : 'none',
  };
}
