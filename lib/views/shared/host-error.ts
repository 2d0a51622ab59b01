import type { HostError } from '../../model/host-error.ts';

/** Why a host was not observed, as screens put it into words: without the sentence for logs. */
export type HostErrorView = Pick<HostError, 'code' | 'facts'>;

/** The same, of what the host's row keeps. */
export const viewHostError = (error: HostError | null): HostErrorView | null =>
  error && { code: error.code, facts: error.facts };
