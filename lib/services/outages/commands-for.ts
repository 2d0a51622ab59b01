import type { FenceCommand, PowerCheck } from '../../model/host-commands.ts';
import type { Context } from '../context.ts';

type WithCommands = Pick<Context, 'commands'>;

const isFor =
  (hostName: string) =>
  ({ hosts }: { hosts?: string[] | undefined }): boolean =>
    hosts === undefined || hosts.includes(hostName);

/**
 * The fence commands of the administrator's file that are for this host, in its order. Throws `commands-file-unusable`.
 */
export const fencesFor = ({ commands }: WithCommands, hostName: string): FenceCommand[] =>
  (commands?.().fences ?? []).filter(isFor(hostName));

/** The power checks of that file for this host, in its order. Throws `commands-file-unusable`. */
export const powerChecksFor = ({ commands }: WithCommands, hostName: string): PowerCheck[] =>
  (commands?.().powerChecks ?? []).filter(isFor(hostName));
