import { z } from 'zod';

const Name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a name of letters, digits, dots and dashes, of up to 64 characters',
  );
/** Passed on as it is: nothing that a browser sends becomes a part of it. */
const Command = z
  .string()
  .min(1)
  .max(4000)
  .refine((text) => text.trim() !== '' && !/[\0\r\n]/.test(text), 'one line');
const seconds = (most: number) => z.number().int().min(1).max(most);

/** What is done on a host while it is in maintenance mode, run there over SSH. */
export const HostStep = z.strictObject({
  name: Name,
  description: z.string().trim().max(200).default(''),
  command: Command,
  timeoutSeconds: seconds(86_400), // for the command itself
  restarts: z.boolean().default(true), // the host restarts: it is awaited with another boot id
  returnSeconds: seconds(86_400).default(1800), // for the restart, from the end of the command on
  expectedSeconds: seconds(86_400).optional(), // command and restart together, for the forecast
});
export type HostStep = z.infer<typeof HostStep>;

/** The hosts that a command is for, by name; left out: every host. */
const hosts = z.array(z.string().min(1).max(200)).min(1).optional();

/** What proves a host off, run on the machine of Ballast. */
export const FenceCommand = z.strictObject({
  name: Name,
  description: z.string().trim().max(200).default(''),
  hosts,
  command: Command,
  timeoutSeconds: seconds(3600),
});
export type FenceCommand = z.infer<typeof FenceCommand>;

/** What reads whether the power of a host is on, without changing it, run on the machine of Ballast. */
export const PowerCheck = z.strictObject({
  name: Name,
  hosts,
  command: Command,
  timeoutSeconds: seconds(60), // all signs of a host wait for it
});
export type PowerCheck = z.infer<typeof PowerCheck>;

const hasEachOnce = (list: readonly { name: string }[]): boolean =>
  new Set(list.map(({ name }) => name)).size === list.length;

/** The commands that the administrator of Ballast's machine allows, each under a name. People choose a name. */
export const HostCommands = z.strictObject({
  steps: z.array(HostStep).max(100).refine(hasEachOnce, 'two steps of one name').default([]),
  fences: z.array(FenceCommand).max(100).refine(hasEachOnce, 'two fences of one name').default([]),
  powerChecks: z.array(PowerCheck).max(100).refine(hasEachOnce, 'two power checks of one name').default([]),
});
export type HostCommands = z.infer<typeof HostCommands>;

/** Reads the commands as they are now. Throws `commands-file-unusable`. */
export type ReadCommands = () => HostCommands;

/** Where no file was set. */
export const noCommands: ReadCommands = () => ({ steps: [], fences: [], powerChecks: [] });
