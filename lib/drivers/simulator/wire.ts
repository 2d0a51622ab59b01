import { z } from 'zod';
import type { SimulatorCommandBody } from '../../model/ports.ts';
import { MoveKind } from '../../model/vm.ts';

const text = z.string().min(1);

const CommandBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start-migration'),
    moveId: text,
    vmUuid: text,
    vmName: text,
    sourceHostId: text,
    destinationHostId: text,
    kind: MoveKind,
    bandwidthMiBps: z.number().positive().nullable(),
    downtimeLimitMs: z.number().positive(),
  }),
  z.object({ type: z.literal('cancel-migration'), moveId: text }),
  z.object({ type: z.literal('host-down'), hostId: text }),
  z.object({ type: z.literal('host-up'), hostId: text }),
]) satisfies z.ZodType<SimulatorCommandBody>;

/**
 * Reads a command of the log. In the world hosts are known by name, so that the log outlives the rows of a database:
 * `nameOf` turns ids that other writers used into names. Null: not a command that this version knows; it is ignored.
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
    case 'cancel-migration':
      return command;
    default:
      return { ...command, hostId: nameOf(command.hostId) };
  }
}
