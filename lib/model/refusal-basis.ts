import { z } from 'zod';

/** The values that a refusal depends on, each as a text that changes with it: only those of its subject. */
export const Basis = z.record(z.string(), z.string());
export type Basis = z.infer<typeof Basis>;
