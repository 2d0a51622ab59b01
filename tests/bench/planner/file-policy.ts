import type { z } from 'zod';
import type { Policy } from '../../../lib/model/policy.ts';
import { PolicyFile, policyFromFile } from '../../../lib/model/policy-file.ts';

/** The policy that the command line uses if a file contains this. */
export const filePolicy = (said: z.input<typeof PolicyFile> = {}): Policy =>
  policyFromFile(PolicyFile.parse(said));
