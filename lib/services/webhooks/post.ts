/** What came of one request: its status, or why there was no answer (a code without addresses). */
export interface Posted {
  status: number | null;
  error: string | null;
}

const PATIENCE_MS = 10_000;

/** Posts JSON. Redirects are not followed: the address is the one that an administrator entered. */
export async function postJson(url: string, body: string, headers: Record<string, string>): Promise<Posted> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': 'Ballast', ...headers },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  }
}

/** The code of a failure: messages contain the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { cause } = error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return error.name === 'TimeoutError' ? 'ETIMEDOUT' : error.name;
}
