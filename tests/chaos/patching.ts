import type { FailedChoice } from '../../lib/model/patch-run.ts';
import type { Context } from '../../lib/services/context.ts';
import {
  cancelPatchRun,
  continuePatchRun,
  pausePatchRun,
} from '../../lib/services/patches/change-patch-run.ts';
import { confirmPatchHost, reportStep } from '../../lib/services/patches/confirm-patch-host.ts';
import { startPatchRun } from '../../lib/services/patches/start-patch-run.ts';
import type { MaintenanceEvent } from './schedule-of-maintenance.ts';
import type { ChaosWorld } from './world.ts';

const TOKEN = 'a-token-that-nobody-can-guess';
/** A person tries a host again so often at the end; then it is left out. */
const PATIENCE = 2;
const stepPhases: ReadonlySet<string> = new Set(['ready', 'starting', 'stepping']);

/** What people and other systems do with the patch run of the cluster. Each throws the refusal that they get. */
export class Patching {
  private triedAtEnd = 0;

  constructor(
    private readonly ctx: Context,
    private readonly world: ChaosWorld,
  ) {}

  async start(
    hostIds: readonly string[],
    { by, atOnce, back }: Pick<Extract<MaintenanceEvent, { do: 'patch' }>, 'by' | 'atOnce' | 'back'>,
  ): Promise<void> {
    const isCommand = by !== 'person' && by !== 'webhook';
    await startPatchRun({
      ctx: this.ctx,
      input: {
        clusterId: this.world.clusterId,
        hostIds: [...new Set(hostIds)],
        step: isCommand ? 'command' : by,
        stepName: isCommand ? by : null,
        token: by === 'webhook' ? TOKEN : null,
        hostsAtOnce: atOnce,
        back,
      },
    });
  }

  async change(to: 'pause-patch' | 'cancel-patch'): Promise<void> {
    const run = await this.active();
    const { ctx } = this;
    const verb = to === 'pause-patch' ? pausePatchRun : cancelPatchRun;
    if (run) await verb({ ctx, input: { patchRunId: run.id } });
  }

  async continue(failed: FailedChoice | null): Promise<void> {
    const run = await this.active();
    if (!run) return;
    const { again, ran } = this.world.asked;
    await continuePatchRun({ ctx: this.ctx, input: { patchRunId: run.id, failed } });
    for (const { id, phase, failedPhase } of run.hosts) {
      if (phase !== 'failed') continue;
      if (failed === 'ran') ran.add(id);
      if (failed === 'again' && failedPhase && stepPhases.has(failedPhase))
        again.set(id, (again.get(id) ?? 0) + 1);
    }
  }

  async confirm(hostId: string, by: 'person' | 'webhook'): Promise<void> {
    const run = await this.active();
    const host = run?.hosts.find((each) => each.hostId === hostId);
    if (!run || !host) return;
    const { ctx } = this;
    const patchRunId = run.id;
    if (by === 'person') await confirmPatchHost({ ctx, input: { patchRunId, hostId } });
    else await reportStep({ ctx, input: { patchRunId, token: TOKEN, host: host.name } });
  }

  /** Does what a run waits for at the end of a schedule, so that it ends. */
  async bringToAnEnd(): Promise<void> {
    const run = await this.active();
    if (!run) return;
    if (run.state === 'paused') return this.continue(null);
    if (run.state === 'stopped') return this.continue(this.triedAtEnd++ < PATIENCE ? 'again' : 'skip');
    for (const { hostId, phase, confirmedBy } of run.hosts) {
      const isAwaited = phase === 'stepping' ? run.step !== 'command' : phase === 'confirming';
      if (isAwaited && confirmedBy === null) await this.confirm(hostId, 'person');
    }
  }

  private active() {
    return this.ctx.db.patchRun.findFirst({
      where: { clusterId: this.world.clusterId, finishedAt: null },
      include: { hosts: { orderBy: { sequence: 'asc' } } },
    });
  }
}
