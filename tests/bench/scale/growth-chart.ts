import { logChart } from '../report/log-chart.ts';
import { objectives, type SizeMeasured } from './measure-sizes.ts';

/** CPU seconds of a warm plan over the number of VMs, one line for each objective. */
export function growthChart(measured: readonly SizeMeasured[]): string {
  return logChart({
    title: 'CPU time of a plan by the number of VMs',
    xLabel: 'VMs',
    yLabel: 'CPU time of a warm plan',
    xTicks: [100, 1_000, 10_000, 100_000],
    yTicks: [0.01, 0.1, 1, 10, 100],
    yText: (seconds) => (seconds < 1 ? `${seconds * 1000} ms` : `${seconds} s`),
    series: objectives.map((objective) => ({
      name: objective,
      points: measured
        .filter((found) => found.objective === objective)
        .map(({ size, result }) => [size.vms, Math.min(...result.cpuMs) / 1000] as const),
    })),
  });
}
