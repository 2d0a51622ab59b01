/**
 * Runs in the fabric's network namespace, once for each lab. It sends every heartbeat that arrives, with its time
 * of arrival, as a JSON line to all clients of a Unix socket, and forwards orders (`Order`, one on each line).
 *     node heartbeat-collector.ts ADDRESS SOCKET
 */
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Heartbeat, Order } from './heartbeats.ts';

const HEARTBEATS_PORT = 9000;
const ORDERS_PORT = 9001;

const [address = '', socketPath = ''] = process.argv.slice(2);
const listeners = new Set<Socket>();
const addressOf = new Map<string, string>();

const guests = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
guests.on('message', (bytes, from) => {
  const atMs = performance.timeOrigin + performance.now();
  try {
    const beat = Heartbeat.parse(JSON.parse(bytes.toString('utf8')));
    addressOf.set(beat.guest, from.address);
    const line = `${JSON.stringify({ ...beat, atMs })}\n`;
    for (const listener of listeners) listener.write(line);
  } catch (error) {
    console.error('not a heartbeat:', from.address, error);
  }
});

function passOrder(line: string): void {
  try {
    const order = Order.parse(JSON.parse(line));
    const to = addressOf.get(order.guest);
    if (to) guests.send(order.words, ORDERS_PORT, to);
  } catch (error) {
    console.error('not an order:', line, error);
  }
}

const server = createServer((listener) => {
  listeners.add(listener);
  listener.on('error', () => listener.destroy());
  listener.on('close', () => listeners.delete(listener));
  createInterface(listener)
    .on('line', passOrder)
    .on('error', () => listener.destroy());
});

guests.on('error', (error) => console.error('no way to a guest:', error));
guests.bind(HEARTBEATS_PORT, address, () => server.listen(socketPath));
