import type { Facts } from './errors.ts';
import type { MoveKind } from './vm.ts';

/** A VM that a plan to move VMs back leaves where it is, and the reason: its own codes, or those of a plan's rejections. */
export interface StayingVm {
  vmId: string | null;
  vm: string;
  code: string; // vm-gone, back-already, moved-on, host-gone, or a rejection's
  facts: Facts;
}

/** A move that brings a VM back, with names. */
export interface MoveBack {
  key: string;
  vm: string;
  from: string;
  to: string;
  kind: MoveKind;
  seconds: number;
  downtimeMs: number;
}
