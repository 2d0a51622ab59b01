import { setTimeout as pause } from 'node:timers/promises';
import { present } from '../../../lib/model/present.ts';
import { openBenchServer } from '../executor/bench-server.ts';
import { type CentreSize, storeCentre } from '../pages/sizes.ts';
import { residentMb } from './resident.ts';

const EVERY_MS = 1000;

/** The most resident memory, in MB, of a worker that collects and plans a simulated data centre for so many seconds. */
export async function measureWorkerMemory(size: CentreSize, seconds: number): Promise<number> {
  const server = await openBenchServer();
  try {
    await storeCentre(server, size);
    let most = 0;
    for (const end = performance.now() + seconds * 1000; performance.now() < end; await pause(EVERY_MS))
      most = Math.max(most, residentMb(present(server.worker.pid, 'process')));
    return most;
  } finally {
    await server.close();
  }
}
