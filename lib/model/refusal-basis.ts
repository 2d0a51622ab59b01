import { z } from 'zod';

/** What a refusal depends on, each thing in a text that changes when it does: only what the refusal is about is in it. */
export const Basis = z.record(z.string(), z.string());
export type Basis = z.infer<typeof Basis>;
