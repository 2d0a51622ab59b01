import type { Placement } from '../cluster/placement.ts';
import { keepsPlacedRules } from '../constraints/permissions.ts';
import { brokenAfter } from '../constraints/rule-cost.ts';
import { costs } from '../objective/weights.ts';

/** The effect of rules between VMs on a step. Most units have no rules, and are skipped. */
export class StepRules {
  private readonly isRuled: Uint8Array; // a unit each: rules ask where others are

  constructor(private readonly placement: Placement) {
    this.isRuled = Uint8Array.from(placement.cluster.units, (unit) => (unit.rules.length > 0 ? 1 : 0));
  }

  /** Whether the `must` rules hold once the unit is there. */
  allow(unit: number, to: number): boolean {
    return !this.isRuled[unit] || keepsPlacedRules(this.placement, unit, to);
  }

  /** Whether the `must` rules hold once both have exchanged hosts. */
  allowSwap(unit: number, partner: number): boolean {
    if (!this.isRuled[unit] && !this.isRuled[partner]) return true;
    const { placement } = this;
    const [a, b] = [placement.hostOf[unit], placement.hostOf[partner]];
    placement.move(unit, b);
    const partnerMay = keepsPlacedRules(placement, partner, a);
    placement.move(unit, a);
    placement.move(partner, a);
    const unitMay = keepsPlacedRules(placement, unit, b);
    placement.move(partner, b);
    return partnerMay && unitMay;
  }

  /** What `should` rules cost for a step that gains `gross`. */
  cost(unit: number, to: number, gross: number): number {
    return this.isRuled[unit] ? costOf(brokenAfter(this.placement, unit, to, 'should'), gross) : 0;
  }

  /** The same after an exchange of two units: the second finds the first gone. */
  costOfSwap(unit: number, a: number, partner: number, b: number, gross: number): number {
    const { placement } = this;
    if (!this.isRuled[unit] && !this.isRuled[partner]) return 0;
    const broken = brokenAfter(placement, unit, b, 'should');
    placement.move(unit, b);
    const both = broken + brokenAfter(placement, partner, a, 'should');
    placement.move(unit, a);
    return costOf(both, gross);
  }
}

/** By how many VMs rules are broken more, as a cost. Keeping one better is a gain, but never for a worse figure. */
function costOf(broken: number, gross: number): number {
  if (broken === 0) return 0;
  return broken < 0 && gross <= 0 ? 0 : costs.brokenShouldRule * broken;
}
