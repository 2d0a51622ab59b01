import { readKeys, writeKeyFile } from '../lib/platform/encryption-keys.ts';
import { createSecretBox, makeKey } from '../lib/platform/secret-box.ts';
import { rotateSecrets } from '../lib/services/clusters/rotate-secrets.ts';
import { badUsage } from './arguments.ts';
import type { Command } from './io.ts';
import { withDatabase } from './with-database.ts';

const usage = 'ballast secrets rotate';

/**
 * `ballast secrets rotate`: replaces the encryption key. With the key file, a new key is made, and the old one is removed once every
 * secret has been encrypted again. With BALLAST_ENCRYPTION_KEY, its first key is the new one.
 */
export const runSecretsCommand: Command = async (argv, io) => {
  if (argv.length !== 1 || argv[0] !== 'rotate') throw badUsage(`usage: ${usage}`);
  await withDatabase(io, async ({ ctx, env }) => {
    const known = readKeys(env);
    const isFile = env.encryptionKeys.length === 0;
    const [current, ...old] = isFile ? ([makeKey(), ...known] as const) : known;
    // running processes read the file again when they start: both keys are there until every secret has the new one
    if (isFile) writeKeyFile(env.dataFolder, [current, ...old]);
    const { secrets } = await rotateSecrets({ ctx: { ...ctx, secrets: createSecretBox([current, ...old]) } });
    if (isFile) writeKeyFile(env.dataFolder, [current]);
    io.out(`Encrypted ${secrets} ${secrets === 1 ? 'secret' : 'secrets'} with the new key.`);
    io.out(
      isFile
        ? 'Copy the file encryption-key to the other machines, and restart Ballast everywhere.'
        : 'Remove the old keys from BALLAST_ENCRYPTION_KEY, and restart Ballast everywhere.',
    );
  });
  return 0;
};
