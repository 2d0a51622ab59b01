import { createHostClock, type HostClock } from './host-clock.ts';
import { createRates, type Rates } from './rates.ts';

/** What is remembered of one host between two observations. It may be lost at any time. */
export interface HostMemory {
  rates: Rates;
  clock: HostClock;
}

export const createHostMemory = (): HostMemory => ({ rates: createRates(), clock: createHostClock() });
