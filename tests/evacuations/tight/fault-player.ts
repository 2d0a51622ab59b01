import type { WorldClient } from '../../../lib/drivers/simulator/client.ts';
import { beginOf, endOf, type Fault, type FaultKind } from './faults.ts';

/** Begins and ends the drawn faults at their times. */
export class FaultPlayer {
  readonly begun: Partial<Record<FaultKind, number>> = {};
  private waiting: Fault[];
  private lasting: Fault[] = [];

  constructor(
    private readonly truth: WorldClient,
    faults: readonly Fault[],
  ) {
    this.waiting = [...faults];
  }

  /** Everything that was drawn has ended, or had no migration to concern. */
  get isOver(): boolean {
    return this.waiting.length === 0 && this.lasting.length === 0;
  }

  /** Seconds after the order. */
  async play(second: number): Promise<void> {
    for (const fault of this.lasting.filter(({ until }) => second >= until)) await this.end(fault);
    for (const fault of this.waiting.filter(({ from }) => second >= from)) await this.begin(fault, second);
  }

  private async begin(fault: Fault, second: number): Promise<void> {
    const command = beginOf(fault, await this.truth.read());
    if (command === null && second < fault.until) return; // it waits for a migration
    this.waiting = this.waiting.filter((other) => other !== fault);
    if (command === null) return;
    await this.truth.order(command);
    this.begun[fault.kind] = (this.begun[fault.kind] ?? 0) + 1;
    if (endOf(fault) !== null) this.lasting.push(fault);
  }

  /** Two faults of one kind may overlap: the host is repaired with the later one. */
  private async end(fault: Fault): Promise<void> {
    this.lasting = this.lasting.filter((other) => other !== fault);
    const command = endOf(fault);
    const isHeld = this.lasting.some((other) => JSON.stringify(endOf(other)) === JSON.stringify(command));
    if (command !== null && !isHeld) await this.truth.order(command);
  }
}
