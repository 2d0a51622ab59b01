import type { FenceCommand } from '../../model/host-commands.ts';
import type { Context } from '../context.ts';

/**
 * The fence commands of the administrator's file that are for this host, in its order. Throws `commands-file-unusable`.
 */
export function fencesFor({ commands }: Pick<Context, 'commands'>, hostName: string): FenceCommand[] {
  return (commands?.().fences ?? []).filter(({ hosts }) => hosts === undefined || hosts.includes(hostName));
}
