import type { Database } from './client.ts';
import type { Prisma } from './generated/client.ts';

/** A row of `host` as it is read: its JSON columns are parsed. */
export type HostRow = Prisma.Result<Database['host'], object, 'findFirstOrThrow'>;

/** A row of `vm` as it is read. */
export type VmRow = Prisma.Result<Database['vm'], object, 'findFirstOrThrow'>;
