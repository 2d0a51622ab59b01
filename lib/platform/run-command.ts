import { spawn } from 'node:child_process';

/** How a command ended: its exit status, null if it was ended from outside, and the last of what it wrote. */
export interface CommandEnd {
  status: number | null;
  output: string;
}

const MAX_CHARACTERS = 500;
/** What a command of the administrator needs of Ballast's environment; no password of Ballast's is passed on. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG'];

/**
 * Runs a command of the administrator's own file in a shell on this machine, and waits for its end. It is ended, with what it has
 * started, after the time limit. `more`: further environment variables; nothing of them becomes a part of the command.
 */
export function runCommand(
  command: string,
  timeoutSeconds: number,
  more: Readonly<Record<string, string>>,
): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const passed = PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    const child = spawn('/bin/sh', ['-c', command], {
      env: { ...Object.fromEntries(passed), ...more, NODE_ENV: process.env.NODE_ENV },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group that is ended as one
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-MAX_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutSeconds * 1000);
    const end = (status: number | null): void => {
      clearTimeout(timer);
      resolve({ status, output: output.trim() });
    };
    child.once('error', (error) => {
      output = error.message;
      end(null);
    });
    child.once('close', (status) => end(status));
  });
}
