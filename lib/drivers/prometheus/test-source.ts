import type { FiguresSource } from '../../model/figures-source.ts';
import type { HostAddress } from '../../model/ports.ts';
import type { Tested, TestedFigures } from '../../model/tested-figures.ts';
import { createPrometheusClient } from './client.ts';
import { FiguresError } from './figures-error.ts';
import { matchHosts } from './match-hosts.ts';
import { isFresh, readFigures, vmKey } from './read-figures.ts';

const MAX_NAMES = 20;

/** Asks once for the figures of these hosts and VMs, and tells what is there. Never throws for what Prometheus does. */
export async function testSource(
  source: FiguresSource,
  token: string | null,
  {
    hosts,
    vms,
  }: { hosts: readonly HostAddress[]; vms: readonly { uuid: string; name: string; hostId: string }[] },
): Promise<TestedFigures> {
  const client = createPrometheusClient(source, token);
  try {
    const figures = await readFigures(client, source, matchHosts(hosts));
    const ofVm = ({ hostId, uuid, name }: { hostId: string; uuid: string; name: string }) =>
      figures.vms.get(vmKey(hostId, uuid)) ?? figures.vms.get(vmKey(hostId, name));
    return {
      failure: null,
      hosts: tested(hosts, ({ hostId }) => {
        const found = figures.hosts.get(hostId);
        return found !== undefined && isFresh(found, source.hostQueries, source);
      }),
      vms: tested(vms, (vm) => {
        const found = ofVm(vm);
        return found !== undefined && isFresh(found, source.vmQueries, source);
      }),
      queries: figures.asked,
    };
  } catch (error) {
    const { fault, message } = FiguresError.of(error);
    const none = () => false;
    return {
      failure: { fault, detail: message },
      hosts: tested(hosts, none),
      vms: tested(vms, none),
      queries: [],
    };
  } finally {
    client.close();
  }
}

function tested<Thing extends { name: string }>(
  things: readonly Thing[],
  isFound: (thing: Thing) => boolean,
): Tested {
  const missing = things.filter((thing) => !isFound(thing));
  return {
    count: things.length,
    found: things.length - missing.length,
    missing: missing.slice(0, MAX_NAMES).map(({ name }) => name),
  };
}
