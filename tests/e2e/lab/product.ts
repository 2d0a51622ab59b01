import os from 'node:os';
import path from 'node:path';
import { createLab } from '../../lab/create-lab.ts';
import { productFor } from '../support/product.ts';

/** The lab whose hosts Ballast reaches over SSH: it is not up yet when the product starts. */
export const sshLab = createLab({ name: 'days', hosts: 3, log: (line) => console.log(line) });

/** The file of commands of the product. The spec that needs it writes it. */
export const commandsFile = path.join(os.tmpdir(), 'ballast-e2e-lab-commands.json');

/** Without the simulated data centre: the lab's real hosts are connected in the browser. */
export const labProduct = productFor('lab', 3412, {
  BALLAST_SIMULATOR: 'off',
  BALLAST_COMMANDS_FILE: commandsFile,
  PATH: `${sshLab.console.bin}:${process.env.PATH}`,
});
