import http from 'node:http';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { person, signInAt } from './person.ts';

const [origin = '', cookie = ''] = process.argv.slice(2);
const AT_ONCE = 200;
const STREAMS = 300;
const SLOW_BODIES = 50;
const WAVE_MS = 1000;
const AGAIN_MS = 200;

const counts = { signIns: 0, refused: 0, turnedAway: 0, entered: 0, failed: 0, streams: 0, slowBodies: 0 };
let isOver = false;

/** A different address for each attempt, as from a botnet: no limit for an address helps. */
const address = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

async function signInOnce(n: number, isRight: boolean): Promise<void> {
  counts.signIns += 1;
  const body = isRight ? person : { email: `nobody-${n}@example.com`, password: `guess number ${n}` };
  const { status } = await signInAt(origin, body, isRight ? '192.0.2.1' : address(n)).catch(() => ({
    status: 0,
  }));
  if (status === 200) counts.entered += 1;
  else if (status === 401) counts.refused += 1;
  else if (status === 429) counts.turnedAway += 1;
  else counts.failed += 1;
}

/**
 * Repeated waves of simultaneous attempts. One attempt of each wave has the right password, and its session is an
 * audit entry.
 */
async function signIns(): Promise<void> {
  for (let n = 0; !isOver; ) {
    const next = pause(WAVE_MS);
    const wave = Array.from({ length: AT_ONCE }, (_, i) => signInOnce(n + i, i === AT_ONCE / 2));
    n += AT_ONCE;
    await Promise.all([...wave, next]);
  }
}

/** A stream that is opened again whenever it ends. */
async function stream(): Promise<void> {
  while (!isOver) {
    await new Promise<void>((resolve) => {
      const request = http.get(
        `${origin}/api/events?sample=all&host=all&move=all`,
        { headers: { cookie }, agent: false },
        (answer) => {
          if (answer.statusCode === 200) counts.streams += 1;
          answer.resume().once('close', resolve);
        },
      );
      request.once('error', () => resolve());
    });
    await pause(AGAIN_MS);
  }
}

/** A request body of which one character is sent each second. */
async function slowBody(): Promise<void> {
  const { port, host } = new URL(origin);
  while (!isOver) {
    const socket = net.connect(Number(port), '127.0.0.1');
    counts.slowBodies += 1;
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/auth/sign-in/email HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    );
    const drip = setInterval(() => socket.write(' '), 1000);
    await new Promise((resolve) => socket.resume().once('close', resolve));
    clearInterval(drip);
    await pause(AGAIN_MS);
  }
}

process.once('message', () => {
  isOver = true;
  waves.then(() => process.send?.(counts, () => process.exit(0)));
});
const waves = signIns();
for (let n = 0; n < STREAMS; n += 1) void stream();
for (let n = 0; n < SLOW_BODIES; n += 1) void slowBody();
process.send?.('begun');
