import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import { type Errors, type Judgement, measures } from './judge.ts';

export const AIMS = { medianError: 0.1, p90Error: 0.25 } as const;
export const FIRST_AIMS = { medianError: 0.12, p90Error: 0.3 } as const;
/** By which share measuring may slow guests. */
export const MAX_SLOWED = 0.02;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const both = ({ medianError, p90Error }: Errors): string[] => [percent(medianError), percent(p90Error)];

export const summaryHead = [
  'figure',
  'median error',
  'p90 error',
  'floor: median',
  'floor: p90',
  'first time: median',
  'first time: p90',
];

export const summaryLines = ({ errors, floor, firstTime }: Judgement): string[][] =>
  measures.map((measure) => [
    measure,
    ...both(errors[measure]),
    ...both(floor[measure]),
    ...both(firstTime[measure]),
  ]);

export function verdictText({ verdicts, firstVerdicts }: Judgement): string {
  return `Verdicts: ${verdictWords(verdicts)} First time: ${verdictWords(firstVerdicts)}`;
}

function verdictWords(verdicts: Judgement['verdicts']): string {
  const { falseConverges, trueStuck, falseStuck, trueConverges } = verdicts;
  return (
    `${trueConverges} correctly forecast to converge, ${trueStuck} correctly forecast not to, ` +
    `${falseConverges} wrongly forecast to converge, ${falseStuck} wrongly forecast not to.`
  );
}

export const movesHead = [
  'move',
  'took',
  'forecast',
  'copied',
  'forecast',
  'pause',
  'forecast',
  'forecast to',
];

const BYTES_PER_MIB = 1024 * 1024;

export const moveLines = ({ moves }: Judgement): string[][] =>
  [...moves]
    .sort((a, b) => (a.observation.case < b.observation.case ? -1 : 1))
    .map(({ observation, predicted }) => {
      const { ended } = observation;
      const seen = (value: number | null | undefined, digits: number, unit: string): string =>
        value == null ? '-' : `${value.toFixed(digits)} ${unit}`;
      return [
        observation.case,
        ended ? seen(ended.elapsedMs / 1000, 1, 's') : 'cancelled',
        predicted.converges ? seen(predicted.seconds, 1, 's') : '-',
        seen(ended?.bytesProcessed == null ? null : ended.bytesProcessed / BYTES_PER_MIB, 0, 'MiB'),
        predicted.converges ? seen(predicted.transferredMiB, 0, 'MiB') : '-',
        seen(ended?.downtimeMs, 0, 'ms'),
        predicted.converges ? seen(predicted.downtimeMs, 0, 'ms') : '-',
        predicted.converges ? 'converge' : 'not converge',
      ];
    });

export function predictionSection(
  environment: Environment,
  judgement: Judgement,
  { takenAt, loadAverage }: { takenAt: string; loadAverage: number },
): string {
  const { taught, judged, floor } = judgement;
  return `## Prediction

${describeEnvironment(environment)}

Real migrations of six guests between three libvirt hosts in namespaces, QEMU under software emulation, through the real driver, one at a time. Every second move of each guest was used for learning (${taught} in all), and of the others ${judged} were judged: those with a bandwidth cap that completed and took at least 5 s. Migrated ${takenAt.slice(0, 16).replace('T', ' ')} UTC, load of the machine ${loadAverage.toFixed(1)} on ${environment.cores} cores. Errors are relative to the measured value. The floor is the error of each move against the median of the moves with equal settings (${floor.moves} moves): the noise of the machine and the guests, which no forecast can beat. *First time*: as if none of the judged VMs had ever been migrated, from measurements of their writes over 1 to 16 s. Aim for the duration: median at most ${percent(AIMS.medianError)}, p90 at most ${percent(AIMS.p90Error)}; first time ${percent(FIRST_AIMS.medianError)} and ${percent(FIRST_AIMS.p90Error)}.

${measuringText(judgement)}

${markdownTable(summaryHead, summaryLines(judgement))}

${verdictText(judgement)}

<details><summary>Every judged move</summary>

${markdownTable(movesHead, moveLines(judgement))}

</details>`;
}

/** What the measurements before the first migration cost the guests. */
function measuringText({ slowedBy, gapMs }: Judgement): string {
  if (slowedBy === null || gapMs === null)
    return 'The guests were not watched while their writes were measured.';
  return (
    `While their writes were measured, all guests at once, the median guest wrote ${percent(Math.max(0, slowedBy))} less than in an equally long ` +
    `time before, and the longest silence of any guest was ${gapMs.meanwhile} ms (${gapMs.before} ms before).`
  );
}
