import { z } from 'zod';

export const VmState = z.enum(['running', 'paused', 'stopped']);
export type VmState = z.infer<typeof VmState>;

/** Who may move the VM: `manual` only people, `excluded` only an evacuation or a person. */
export const Automation = z.enum(['inherit', 'manual', 'excluded']);
export type Automation = z.infer<typeof Automation>;

/** live: memory is copied while the VM runs. quick: its state is saved and resumed elsewhere. offline: it is stopped. */
export const MoveKind = z.enum(['live', 'quick', 'offline']);
export type MoveKind = z.infer<typeof MoveKind>;
