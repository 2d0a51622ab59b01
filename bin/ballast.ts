import { existsSync } from 'node:fs';
import path from 'node:path';
import { dispatch } from './dispatch.ts';
import { processIo } from './io.ts';
import { projectFolder } from './project.ts';

// `npm ci --ignore-scripts` leaves the database client ungenerated; no command can load without it.
if (!existsSync(path.join(projectFolder, 'lib', 'db', 'generated', 'client.ts'))) {
  const { generateClient } = await import('./generate-client.ts');
  await generateClient();
}

process.stdout.on('error', () => process.exit(1)); // the reader of a pipe has gone: `ballast plan | head`

process.exitCode = await dispatch(process.argv.slice(2), processIo);

// A supervised worker, which is started again. Timers that are not Ballast's own were seen to keep one whose connections had
// been cut, after everything had stopped; and one whose start had failed.
if (process.send) process.exit();
