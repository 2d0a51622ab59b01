import { type Figure, judge } from '../report/figures.ts';
import { type Judgement, measures } from './judge.ts';
import { AIMS, FIRST_AIMS, MAX_SLOWED } from './section.ts';

/**
 * Errors of the forecasts as shares of the measured values. There are targets for the duration; bytes and pause are
 * reported only.
 */
export function predictionFigures(judgement: Judgement): Figure[] {
  const { judged, errors, verdicts, firstTime, firstVerdicts, slowedBy } = judgement;
  const errorOf = (id: string, value: number, most: number | null): Figure => ({
    id,
    value,
    unit: 'share',
    ...(most === null ? { pass: 'any', aim: 'any' } : { pass: `<= ${most}`, aim: `<= ${most}` }),
    verdict: judged === 0 ? 'none' : judge({ aim: most === null || value <= most, pass: false }),
  });
  return [
    ...measures.flatMap((measure) => [
      errorOf(
        `${measure}-median-error`,
        errors[measure].medianError,
        measure === 'duration' ? AIMS.medianError : null,
      ),
      errorOf(
        `${measure}-p90-error`,
        errors[measure].p90Error,
        measure === 'duration' ? AIMS.p90Error : null,
      ),
    ]),
    wrongPromises('falsely-told-to-converge', verdicts.falseConverges),
    errorOf('first-move-duration-median-error', firstTime.duration.medianError, FIRST_AIMS.medianError),
    errorOf('first-move-duration-p90-error', firstTime.duration.p90Error, FIRST_AIMS.p90Error),
    wrongPromises('first-move-falsely-told-to-converge', firstVerdicts.falseConverges),
    {
      id: 'guests-slowed-while-measured',
      value: slowedBy,
      unit: 'share',
      pass: `<= ${MAX_SLOWED}`,
      aim: `<= ${MAX_SLOWED}`,
      verdict: slowedBy === null ? 'none' : judge({ aim: slowedBy <= MAX_SLOWED, pass: false }),
    },
  ];
}

const wrongPromises = (id: string, value: number): Figure => ({
  id,
  value,
  unit: '',
  pass: '0',
  aim: '0',
  verdict: judge({ aim: value === 0, pass: false }),
});
