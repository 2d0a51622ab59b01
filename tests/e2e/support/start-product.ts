/**
 * Starts an installation on an empty data folder, as `npm start` does on a new machine, and runs until it gets a
 * signal to stop.
 */
import fs from 'node:fs';
import { processIo } from '../../../bin/io.ts';
import { runStartCommand } from '../../../bin/start.ts';
import { readLockHolder } from '../../../lib/platform/lock.ts';

const dataFolder = process.env.BALLAST_DATA_DIR;
if (!dataFolder) throw new Error('BALLAST_DATA_DIR is not set');
// never delete the data of a running installation
if (await readLockHolder(`start:${dataFolder}`)) throw new Error(`something runs on ${dataFolder} already`);
fs.rmSync(dataFolder, { recursive: true, force: true });
process.exitCode = await runStartCommand([], processIo);
