import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A lock between processes of one machine. It ends with the process that holds it, however that ends. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * A listening socket is the lock: the system gives it to one process, and releases it when that process ends. Linux
 * has names without a file (a leading zero byte); elsewhere the file of a dead holder is removed.
 */
function addressOf(name: string): string {
  const key = `ballast-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
  return process.platform === 'linux' ? `\0${key}` : path.join(os.tmpdir(), `${key}.sock`);
}

function listen(address: string, answer: string): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.end(answer);
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}

/** What the holder of the lock reports about itself, or null: nobody holds it. */
export function readLockHolder(name: string): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(addressOf(name));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(answer));
  });
}

/**
 * Takes the lock, or returns null if another process holds it. `says` is the text that `readLockHolder` gives to
 * others. The lock does not keep the process alive.
 */
export async function takeLock(name: string, says = ''): Promise<ProcessLock | null> {
  const address = addressOf(name);
  let server = await listen(address, says);
  if (!server && !address.startsWith('\0') && (await readLockHolder(name)) === null) {
    fs.rmSync(address, { force: true });
    server = await listen(address, says);
  }
  if (!server) return null;
  const held = server.unref();
  return { release: () => new Promise((resolve) => held.close(() => resolve())) };
}

/**
 * Runs `work` while holding the lock. Waits for the lock up to `patienceMs`, and then returns or throws what `onBusy`
 * does.
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  options: { patienceMs: number; onBusy: () => T | Promise<T> },
): Promise<T> {
  const pauseMs = 100;
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const lock = await takeLock(name);
    if (lock) {
      try {
        return await work();
      } finally {
        await lock.release();
      }
    }
    if (waitedMs >= options.patienceMs) return options.onBusy();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
