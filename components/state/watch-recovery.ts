import { apiPaths } from '@/lib/model/paths.ts';

const ASK_MS = 3000;

/** Why the server is away, as far as it can say. */
export type AwayCause = 'diskFull' | 'databaseDown' | null;

/** The part of /api/health that tells the cause. */
interface Health {
  database?: { state: string };
  disk?: { state: string };
}

async function causeOf(answer: Response): Promise<AwayCause> {
  const health: Health = await answer.json().catch(() => ({}));
  if (health.disk?.state === 'full') return 'diskFull';
  return health.database?.state === 'down' ? 'databaseDown' : null;
}

/**
 * Calls `onAway` with the cause each time that the server says that it is not well, and `onRecovered` once, when the server says that it is well after it was not. A server that was well all along has
 * another fault, which asking again would not fix. Returns what stops the asking.
 */
export function watchRecovery(onRecovered: () => void, onAway: (cause: AwayCause) => void): () => void {
  let wasAway = false;
  const ask = async () => {
    const answer = await fetch(apiPaths.health(), { cache: 'no-store' }).catch(() => null);
    if (!answer?.ok) {
      wasAway = true;
      onAway(answer && (await causeOf(answer)));
    } else if (wasAway) {
      clearInterval(timer);
      onRecovered();
    }
  };
  const timer = setInterval(ask, ASK_MS);
  void ask();
  return () => clearInterval(timer);
}
