import { z } from 'zod';

/** Which figures of hosts and VMs are read of a manager that has two kinds. */
export const ManagerFigures = z.enum([
  'summary', // those of its inventory, in one request
  'samples', // those of its performance statistics, measured every 20 s, in a request for some dozen objects each
]);
export type ManagerFigures = z.infer<typeof ManagerFigures>;

/** The choice in the stored configuration of a cluster. */
export const StoredFigures = z.object({ figures: ManagerFigures.default('summary') });
