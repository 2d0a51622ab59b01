import { text } from 'node:stream/consumers';
import loadHighs from 'highs';
import type { SolveReply, SolveRequest } from './solve.ts';

/** Reads one request from standard input, solves it, and writes one reply to standard output. */
const request = JSON.parse(await text(process.stdin)) as SolveRequest;
process.stdout.write(JSON.stringify(await answer(request)));

async function answer(asked: SolveRequest): Promise<SolveReply> {
  const highs = await loadHighs();
  const model = highs.createModel({ format: 'lp', data: asked.text });
  try {
    model.options.set({ output_flag: false, mip_rel_gap: 1e-5 });
    // HiGHS's own limit uses wall-clock time, which on a busy machine would leave it too little CPU time.
    model.run({
      [highs.constants.callbackType.mipInterrupt](event) {
        if (usedSeconds() > asked.cpuLimitSeconds) event.interrupt();
        return undefined;
      },
    });
    const status = model.getModelStatus();
    const { optimal, infeasible } = highs.constants.modelStatus;
    if (status === infeasible) return { status: 'infeasible' };
    if (model.info.get('primal_solution_status') !== highs.constants.solutionStatus.feasible) {
      return { status: 'nothing-found' };
    }
    const values = [...model.getSolution().colValue];
    return {
      status: status === optimal ? 'optimal' : 'time-limit',
      objective: model.getObjectiveValue(),
      bound: Number(model.info.get('mip_dual_bound')),
      values: values.map((value, column): [string, number] => [model.getColName(column), value]),
    };
  } finally {
    model.dispose();
  }
}

function usedSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
