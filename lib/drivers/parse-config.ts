import type { z } from 'zod';
import type { HostField } from '../model/driver-traits.ts';
import { DriverError } from '../model/errors.ts';
import type { HostAddress } from '../model/ports.ts';

const nameOf: Record<HostField, string> = {
  uri: 'address',
  peerUri: 'address for the other hosts',
  migrationAddress: 'migration address',
};

const isHostField = (key: unknown): key is HostField => typeof key === 'string' && Object.hasOwn(nameOf, key);

/**
 * Parses the addresses of a host by the schema of its kind. Throws `bad-config` for the first error, with `host`, the
 * `detail` as text, and its `field`.
 */
export function parseHostConfig<T>(schema: z.ZodType<T>, host: HostAddress): T {
  const parsed = schema.safeParse(host);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [key] = issue?.path ?? [];
  const field = isHostField(key) ? key : 'uri';
  const detail = issue?.message ?? 'not an address';
  throw new DriverError('bad-config', `${host.name}: the ${nameOf[field]} cannot be used: ${detail}`, {
    host: host.name,
    detail,
    field,
  });
}

/** Parses the stored configuration of a cluster by the schema of its kind. Throws `bad-config` with the `detail`. */
export function parseClusterConfig<T>(schema: z.ZodType<T>, config: unknown): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
  throw new DriverError('bad-config', `the cluster's configuration: ${detail}`, { detail });
}

/**
 * Parses the access to an endpoint by the schema of its kind. Throws `bad-config` for the first error, with the `detail` and its
 * `field`; the secret is in neither.
 */
export function parseEndpointConfig<T>(schema: z.ZodType<T>, access: unknown): T {
  const parsed = schema.safeParse(access);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = issue?.message ?? 'not valid';
  const field = String(issue?.path[0] ?? 'address');
  throw new DriverError('bad-config', `the access to the server cannot be used: ${detail}`, {
    detail,
    field,
  });
}
