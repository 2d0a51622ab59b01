import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import { type Errors, type Judgement, measures } from './judge.ts';

export const AIMS = { medianError: 0.1, p90Error: 0.25 } as const;

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

export function verdictText({ verdicts }: Judgement): string {
  const { falseConverges, trueStuck, falseStuck, trueConverges } = verdicts;
  return (
    `Verdicts: ${trueConverges} rightly told to converge, ${trueStuck} rightly told not to, ` +
    `${falseConverges} falsely told to converge, ${falseStuck} falsely told not to.`
  );
}

export const movesHead = ['move', 'took', 'forecast', 'copied', 'forecast', 'pause', 'forecast', 'told to'];

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

Real migrations of six guests between three libvirt hosts in namespaces, QEMU under software emulation, through the real driver, one at a time: of each guest every second one taught (${taught}), and of the others ${judged} were judged: those with a cap that arrived and took 5 s and more. Migrated ${takenAt.slice(0, 16).replace('T', ' ')} UTC, load of the machine ${loadAverage.toFixed(1)} on ${environment.cores} cores. Errors are shares of what was seen. The floor is the same of each move against the median of the moves equal to it (${floor.moves} of them): the noise of machine and guests, which no forecast can beat. *First time*: as if none of the judged VMs had ever been migrated. Aim for the duration: median at most ${percent(AIMS.medianError)}, p90 at most ${percent(AIMS.p90Error)}.

${markdownTable(summaryHead, summaryLines(judgement))}

${verdictText(judgement)}

<details><summary>Every judged move</summary>

${markdownTable(movesHead, moveLines(judgement))}

</details>`;
}
