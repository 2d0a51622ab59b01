import type { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import type { ServerCertificate } from '../../model/endpoint.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { EndpointAddress, endpointKindOf, parseAddress } from './endpoint-input.ts';

export const ReadCertificatesInput = EndpointAddress;
export type ReadCertificatesInput = z.input<typeof ReadCertificatesInput>;

/**
 * The certificates at an address, for a person to compare before any password is sent there: one for each server that answers. Throws
 * DriverError if none does.
 */
export async function readCertificates({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ServerCertificate[]> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { driver, address } = parseInput(ReadCertificatesInput, input);
  return endpointKindOf(driver).readCertificates(parseAddress(driver, address));
}
