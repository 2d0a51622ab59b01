import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';

const AttackCounts = z.object({
  signIns: z.number(),
  refused: z.number(),
  turnedAway: z.number(),
  entered: z.number(),
  failed: z.number(),
  streams: z.number(),
  slowBodies: z.number(),
});
export type AttackCounts = z.infer<typeof AttackCounts>;

/**
 * All attacks at the same time on a console. They run in a separate process, so that they do not slow down the
 * measuring process.
 */
export class Attack {
  private constructor(private readonly child: ChildProcess) {}

  static async begin(origin: string, cookie: string): Promise<Attack> {
    const child = fork(path.join(import.meta.dirname, 'attacker-process.ts'), [origin, cookie], {
      execArgv: ['--import', 'tsx'],
    });
    await once(child, 'message');
    return new Attack(child);
  }

  /** Lets requests in progress finish. Resolves with the counts of attempts and results. */
  async end(): Promise<AttackCounts> {
    const counts = once(this.child, 'message');
    this.child.send('end');
    const [said] = await counts;
    return AttackCounts.parse(said);
  }
}
