import { isOurs, OURS } from '../replay-result.ts';
import { type Figure, judge } from '../report/figures.ts';
import { dayName, type PlayedDay } from './section.ts';

/**
 * For each day: the overloaded host-minutes with Ballast as a share of the best other strategy's, and the number of
 * moves back.
 */
export function replayFigures(played: readonly PlayedDay[]): Figure[] {
  return played.flatMap(({ day, size, results }) => {
    const ours = results.find(({ strategy }) => strategy === OURS);
    const peers = results.filter(({ strategy }) => !isOurs(strategy));
    if (ours === undefined || peers.length === 0) return [];
    const ratio =
      ours.overloadedHostMinutes /
      Math.min(...peers.map(({ overloadedHostMinutes }) => overloadedHostMinutes));
    const id = dayName(day, size).replaceAll(' ', '-');
    return [
      {
        id: `overload-${id}`,
        value: ratio,
        unit: 'of the best peer',
        pass: 'any',
        aim: '< 1',
        verdict: judge({ aim: ratio < 1, pass: true }),
      },
      {
        id: `moves-back-${id}`,
        value: ours.movesBack,
        unit: '',
        pass: '0',
        aim: '0',
        verdict: judge({ aim: ours.movesBack === 0, pass: false }),
      },
    ];
  });
}
