import type { ReadinessFinding } from '../../model/readiness.ts';
import { finding, grouped, hostNames, listed, type ReadinessInput } from './finding.ts';

/** Whether Ballast reaches each host and each host each other, by names and addresses that lead where they should. */
export function findConnections(input: ReadinessInput): ReadinessFinding[] {
  const { hosts, inspection } = input;
  const name = hostNames(hosts);
  const failed = inspection.connections.filter(({ ok }) => !ok);
  const lost = new Set(failed.flatMap(({ hostId, toHostId }) => (toHostId === null ? [hostId] : [])));
  const pairs = failed.flatMap((check) => {
    const { hostId, toHostId } = check;
    if (toHostId === null || lost.has(hostId) || lost.has(toHostId)) return [];
    return [{ ...check, toHostId }];
  });
  const [untested, refused] = [true, false].map((isUntested) =>
    pairs.filter(({ code }) => (code === 'not-tried') === isUntested),
  );
  return [
    ...(hosts.length === 1 ? [finding('single-host', 'stops', {})] : []),
    ...failed.flatMap(({ hostId, toHostId, code, message }) =>
      toHostId === null
        ? [
            finding('host-not-reached', 'stops', {
              host: name(hostId),
              code: code ?? 'driver-failed',
              detail: message ?? '-',
            }),
          ]
        : [],
    ),
    ...grouped(refused ?? [], ({ hostId, code }) => `${hostId} ${code}`).map((group) =>
      finding('pair-not-reached', 'stops', {
        source: group[0] ? name(group[0].hostId) : '-',
        destination: listed(group.map(({ toHostId }) => name(toHostId))),
        code: group[0]?.code ?? 'driver-failed',
        detail: group[0]?.message ?? '-',
      }),
    ),
    ...untestedPairs(untested ?? [], name),
    ...ownNames(input),
  ];
}

function untestedPairs(
  pairs: readonly { hostId: string; toHostId: string }[],
  name: (id: string) => string,
): ReadinessFinding[] {
  if (pairs.length === 0) return [];
  const names = pairs.map(({ hostId, toHostId }) => `${name(hostId)} → ${name(toHostId)}`);
  return [finding('pair-untested', 'note', { pairs: listed(names), count: pairs.length })];
}

const LOCAL = /^localhost(\.|$)/i;

/** A host without a migration address tells the source its own name, and the source sends the memory there. */
function ownNames({ hosts, inspection }: ReadinessInput): ReadinessFinding[] {
  const named = inspection.hosts.flatMap(({ hostId, ownName }) => {
    const host = hosts.find(({ id }) => id === hostId);
    const isUsed = host?.migrationAddress === null && ownName !== null;
    return isUsed ? [{ host: host.name, ownName }] : [];
  });
  const local = named.filter(({ ownName }) => LOCAL.test(ownName));
  const others = named.filter(({ ownName }) => !LOCAL.test(ownName));
  return [
    ...local.map(({ host, ownName }) => finding('own-name-local', 'stops', { host, name: ownName })),
    ...grouped(others, ({ ownName }) => ownName.toLowerCase())
      .filter((group) => group.length > 1)
      .map((group) =>
        finding('own-name-shared', 'stops', {
          hosts: listed(group.map(({ host }) => host)),
          name: group[0]?.ownName ?? '-',
        }),
      ),
  ];
}
