import { z } from 'zod';
import { DriverError } from '../../model/errors.ts';
import type { HttpsAnswer } from '../endpoint/https-client.ts';
import { ProxmoxRefusal } from './refusal.ts';

const Body = z.object({
  data: z.unknown(),
  message: z.string().optional(),
  errors: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The data of an answer. Throws `host-refused` for a token that is not valid (any more), `privilege-missing` with what it may not,
 * `host-unreachable` if something else than Proxmox VE answers for it, or ProxmoxRefusal.
 */
export function dataOf(host: string, tokenId: string, { status, reason, body }: HttpsAnswer): unknown {
  const parsed = parse(body);
  if (status === 200 && parsed !== null) return parsed.data ?? null;
  const errors = Object.entries(parsed?.errors ?? {}).map(([name, text]) => `${name}: ${String(text)}`);
  const words = [parsed?.message ?? reason, ...errors].map((each) => each.trim()).join(', ');
  if (status === 401)
    throw new DriverError('host-refused', `${host} refuses the token ${tokenId}: ${words}`, {
      host,
      detail: `${tokenId}: ${words}`,
    });
  if (status === 403)
    throw new DriverError('privilege-missing', `${host}: ${words}`, { host, detail: words });
  if (status >= 502 && status <= 504) {
    const detail = `HTTP ${status}`;
    throw new DriverError('host-unreachable', `${host} does not answer: ${detail}`, { host, detail });
  }
  if (status !== 200) throw new ProxmoxRefusal(status, words);
  const detail = `not JSON: ${body.slice(0, 80)}`;
  throw new DriverError('driver-failed', `${host} gave an answer that was not understood: ${detail}`, {
    host,
    detail,
  });
}

function parse(body: string): z.infer<typeof Body> | null {
  try {
    return Body.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

/** An error of Proxmox VE that has no code of its own, for its caller. */
export function unexpected(host: string, error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const detail = error instanceof ProxmoxRefusal ? error.message : String(error);
  return new DriverError('driver-failed', `${host}: ${detail}`, { host, detail }, { cause: error });
}
