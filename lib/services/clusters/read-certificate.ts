import type { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import type { ServerCertificate } from '../../model/endpoint.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { EndpointAddress, endpointKindOf, parseAddress } from './endpoint-input.ts';

export const ReadCertificateInput = EndpointAddress;
export type ReadCertificateInput = z.input<typeof ReadCertificateInput>;

/** The certificate at an address, for a person to compare before any password is sent there. Throws DriverError. */
export async function readCertificate({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ServerCertificate> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { driver, address } = parseInput(ReadCertificateInput, input);
  return endpointKindOf(driver).readCertificate(parseAddress(driver, address));
}
