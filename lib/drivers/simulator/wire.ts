import { z } from 'zod';
import { driverErrorCodes } from '../../model/errors.ts';
import { FailingReason } from '../../model/failing-host.ts';
import { PowerOrder } from '../../model/power-order.ts';
import { MigrationKind } from '../../model/vm.ts';
import type { SimulatorCommandBody } from './commands.ts';

const text = z.string().min(1);

const CommandBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start-migration'),
    moveId: text,
    vmUuid: text,
    vmName: text,
    sourceHostId: text,
    destinationHostId: text,
    kind: MigrationKind,
    bandwidthMiBps: z.number().positive().nullable(),
    downtimeLimitMs: z.number().positive(),
    mayThrottle: z.boolean().default(false), // logs of earlier versions do not say
    mayPostCopy: z.boolean().default(false),
  }),
  z.object({ type: z.literal('cancel-migration'), moveId: text }),
  z.object({ type: z.literal('set-autostart'), hostId: text, vmUuid: text }),
  z.object({
    type: z.literal('start-step'),
    hostId: text,
    key: text,
    command: text,
    timeoutSeconds: z.number().positive(),
  }),
  z.object({ type: z.literal('order-power'), hostId: text, vmUuid: text, order: PowerOrder }),
  z.object({ type: z.literal('force-completion'), moveId: text, how: z.enum(['quick', 'post-copy']) }),
  z.object({ type: z.enum(['restart-vm', 'remove-copy', 'stop-copy']), vmUuid: text, hostId: text }),
  z.object({ type: z.literal('host-died'), hostId: text }),
  z.object({ type: z.enum(['host-down', 'host-up', 'daemon-down', 'daemon-up']), hostId: text }),
  z.object({ type: z.enum(['link-cut', 'link-joined']), hostId: text, toHostId: text }),
  z.object({
    type: z.literal('refuse'),
    hostId: text,
    vm: text.optional(),
    when: z.enum(['check', 'order', 'load']),
    code: z.enum(driverErrorCodes),
  }),
  z.object({ type: z.literal('accept'), hostId: text, vm: text.optional() }),
  z.object({ type: z.enum(['fail-migration', 'hang-migration']), vm: text }),
  z.object({ type: z.literal('host-failing'), hostId: text, reason: FailingReason.nullable() }),
  z.object({ type: z.literal('place'), vm: text, hostId: text.nullable() }),
]) satisfies z.ZodType<SimulatorCommandBody>;

/**
 * Parses a command of the log. The world identifies hosts by name, so that the log survives the rows of a database:
 * `nameOf` turns the ids of other writers into names. Null: a command that this version does not know; it is ignored.
 */
export function parseCommandBody(
  body: unknown,
  nameOf: (hostId: string) => string,
): SimulatorCommandBody | null {
  const parsed = CommandBody.safeParse(body);
  if (!parsed.success) return null;
  const command = parsed.data;
  switch (command.type) {
    case 'start-migration':
      return {
        ...command,
        sourceHostId: nameOf(command.sourceHostId),
        destinationHostId: nameOf(command.destinationHostId),
      };
    case 'link-cut':
    case 'link-joined':
      return { ...command, hostId: nameOf(command.hostId), toHostId: nameOf(command.toHostId) };
    case 'cancel-migration':
    case 'force-completion':
    case 'fail-migration':
    case 'hang-migration':
      return command;
    case 'place':
      return { ...command, hostId: command.hostId === null ? null : nameOf(command.hostId) };
    default:
      return { ...command, hostId: nameOf(command.hostId) };
  }
}
