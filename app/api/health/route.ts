import { getCurrentUser } from '@/app/session';
import { systemClock } from '@/lib/platform/clock';
import { isDiskFull } from '@/lib/platform/disk';
import { readHealth } from '@/lib/views/health/read-health';
import { getDatabase, getEnvironment } from '@/lib/web/shared';

export const dynamic = 'force-dynamic';

async function isSignedIn(): Promise<boolean> {
  try {
    return (await getCurrentUser()) !== null;
  } catch {
    return false; // the database cannot be asked; readHealth says so
  }
}

/** 200 while database and worker are running, otherwise 503, in the same format. Only signed-in users get names. */
export async function GET(): Promise<Response> {
  const ctx = { db: getDatabase(), clock: systemClock };
  const [withNames, isFull] = await Promise.all([isSignedIn(), isDiskFull(getEnvironment().dataFolder)]);
  const health = await readHealth({ ctx, input: { withNames, isDiskFull: isFull } });
  return Response.json(health, {
    status: health.status === 'unavailable' ? 503 : 200,
    headers: { 'Cache-Control': 'no-store' },
  });
}
