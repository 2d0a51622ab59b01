import { once } from 'node:events';
import net from 'node:net';

/** One address in front of a server that may change: like the address of a cluster of PostgreSQL servers, which moves. */
export class Forwarder {
  private readonly pairs = new Set<[net.Socket, net.Socket]>();
  private isFrozen = false;

  private constructor(
    private readonly server: net.Server,
    private target: number | null,
  ) {
    server.on('connection', (socket) => this.forward(socket));
  }

  /** In front of a port of this machine. */
  static async open(target: number): Promise<Forwarder> {
    const server = net.createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Forwarder(server, target);
  }

  get port(): number {
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the forwarder is closed');
    return address.port;
  }

  /** The same database through this address. */
  in(url: string): string {
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String(this.port);
    return through.href;
  }

  /** Every connection ends, and new ones go to this port; null: they are refused. */
  moveTo(target: number | null): void {
    this.target = target;
    this.cut();
  }

  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Nothing passes any more, and nobody is notified: as behind a cable that was pulled out. */
  freeze(): void {
    this.isFrozen = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** New connections pass again. Those that were frozen stay frozen. */
  thaw(): void {
    this.isFrozen = false;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  private forward(from: net.Socket): void {
    if (this.target === null) return void from.destroy();
    const to = net.connect(this.target, '127.0.0.1');
    const pair: [net.Socket, net.Socket] = [from, to];
    this.pairs.add(pair);
    for (const [one, other] of [pair, pair.toReversed()]) {
      one?.on('error', () => undefined);
      one?.on('close', () => {
        other?.destroy();
        this.pairs.delete(pair);
      });
    }
    if (this.isFrozen) return;
    from.pipe(to);
    to.pipe(from);
  }
}
