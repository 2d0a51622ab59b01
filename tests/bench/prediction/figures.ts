import { type Figure, judge } from '../report/figures.ts';
import { type Judgement, measures } from './judge.ts';
import { AIMS } from './section.ts';

/**
 * Errors of the forecasts as shares of the measured values. There are targets for the duration; bytes and pause are
 * reported only.
 */
export function predictionFigures({ judged, errors, verdicts }: Judgement): Figure[] {
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
    {
      id: 'falsely-told-to-converge',
      value: verdicts.falseConverges,
      unit: '',
      pass: '0',
      aim: '0',
      verdict: judge({ aim: verdicts.falseConverges === 0, pass: false }),
    },
  ];
}
