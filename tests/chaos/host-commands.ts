import { HostCommands } from '../../lib/model/host-commands.ts';

/** The file of commands of every schedule: commands that restart their host, that do not, that fail, and that only say they do. */
export const commands = HostCommands.parse({
  steps: [
    { name: 'update', command: 'apt-get -y upgrade && reboot', timeoutSeconds: 300, returnSeconds: 300 },
    { name: 'no-restart', command: 'apt-get -y upgrade', timeoutSeconds: 300, restarts: false },
    { name: 'fails', command: 'exit 3', timeoutSeconds: 300 },
    { name: 'forgets', command: 'apt-get -y upgrade', timeoutSeconds: 300, returnSeconds: 120 },
  ],
  fences: [{ name: 'ipmi', command: 'fence "$BALLAST_HOST"', timeoutSeconds: 60 }],
});
