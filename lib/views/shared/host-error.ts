import type { HostError } from '../../model/host-error.ts';

/** Why a host was not observed, for screens: without the sentence for logs. */
export type HostErrorView = Pick<HostError, 'code' | 'facts'>;

/** What screens show of the error in a host's row. */
export const viewHostError = (error: HostError | null): HostErrorView | null =>
  error && { code: error.code, facts: error.facts };
