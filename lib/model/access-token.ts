import { z } from 'zod';

/** What another system may do with a token. failing: report that a host is about to fail. */
export const TokenPurpose = z.enum(['failing']);
export type TokenPurpose = z.infer<typeof TokenPurpose>;
