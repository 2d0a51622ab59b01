import { text } from 'node:stream/consumers';
import { BallastError } from '../lib/model/errors.ts';
import { addUser } from '../lib/services/users/add-user.ts';
import { setPassword } from '../lib/services/users/set-password.ts';
import { listUsers } from '../lib/views/settings/list-users.ts';
import { badUsage, printTable, readOptions, withInputChecked } from './arguments.ts';
import type { Command, CommandIo } from './io.ts';
import { withDatabase } from './with-database.ts';

const usage = [
  'ballast user add --email EMAIL --name NAME --role administrator|operator|viewer [--password-stdin]',
  '       ballast user password --email EMAIL [--password-stdin]',
  '       ballast user list',
].join('\n');

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readOptions<typeof options>>['values'];

/** The first line of standard input: a password must not be an argument, where others can read it. */
async function readPassword(values: Values, io: CommandIo): Promise<string | undefined> {
  if (!values['password-stdin']) return undefined;
  const [line = ''] = (await text(io.stdin)).split(/\r?\n/);
  if (!line) throw badUsage('--password-stdin: there is no password on standard input.');
  return line;
}

function need(value: string | undefined, name: string): string {
  if (value === undefined) throw badUsage(`--${name} is missing.\nusage: ${usage}`);
  return value;
}

function sayPassword(io: CommandIo, generated: string | null): void {
  if (generated) io.out(`Password: ${generated}\nIt is shown only this once.`);
}

async function add(values: Values, io: CommandIo): Promise<void> {
  const email = need(values.email, 'email');
  const name = need(values.name, 'name');
  const role = need(values.role, 'role');
  const password = await readPassword(values, io);
  const added = await withDatabase(io, ({ ctx }) => addUser({ ctx, input: { email, name, role, password } }));
  io.out(`Added ${added.email} as ${role}.`);
  sayPassword(io, added.generatedPassword);
}

async function resetPassword(values: Values, io: CommandIo): Promise<void> {
  const email = need(values.email, 'email').trim().toLowerCase();
  const password = await readPassword(values, io);
  const reset = await withDatabase(io, async ({ ctx }) => {
    const user = (await listUsers({ ctx })).find((known) => known.email === email);
    if (!user) throw new BallastError('user-not-found', `There is no user ${email}.`, { user: email });
    return setPassword({ ctx, input: { userId: user.id, password } });
  });
  io.out(`The password of ${reset.email} is changed; all sessions of ${reset.email} have ended.`);
  sayPassword(io, reset.generatedPassword);
}

async function list(io: CommandIo): Promise<void> {
  const users = await withDatabase(io, ({ ctx }) => listUsers({ ctx }));
  const rows = users.map((user) => [user.email, user.role, user.name]);
  printTable(io, ['EMAIL', 'ROLE', 'NAME'], rows);
}

/** `ballast user`: who may sign in, from the command line. Exit status 2 for a wrong call or input. */
export const runUserCommand: Command = async (argv, io) => {
  const { values, positionals } = readOptions(argv, options, usage);
  const [verb, ...rest] = positionals;
  if (rest.length > 0) throw badUsage(`${rest[0]}: not understood.\nusage: ${usage}`);
  await withInputChecked(async () => {
    if (verb === 'add') await add(values, io);
    else if (verb === 'password') await resetPassword(values, io);
    else if (verb === 'list') await list(io);
    else throw badUsage(`usage: ${usage}`);
  });
  return 0;
};
