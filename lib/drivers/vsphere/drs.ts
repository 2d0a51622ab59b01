import type { ManagerRule } from '../../model/manager-rule.ts';
import { balancerOfAll, type OtherBalancer } from '../../model/other-balancer.ts';
import { at, child, children, type Node, text } from '../xml.ts';
import type { Properties } from './properties.ts';

/** The identity of a VM by its id at vCenter; null: it has none. */
type UuidOf = (vmRef: string) => string | null;

const NAME = 'DRS';
const AUTOMATIC = 'fullyAutomated';

const configOf = (cluster: Properties): Node | null => cluster.get('configurationEx') ?? null;
const refsIn = (node: Node | null, name: string): string[] =>
  children(node, name).flatMap((each) => text(each, '#text') ?? []);

/**
 * DRS of the cluster; null: vCenter did not report it. Only full automation moves running VMs by itself. It is set for the cluster, and
 * may be overridden for a VM. In a cluster that is automatic, a VM with another level is one about which people decide: DRS counts there
 * as automatic for all.
 */
export function balancerOf(cluster: Properties, uuidOf: UuidOf = () => null): OtherBalancer | null {
  const config = configOf(cluster);
  const drs = child(config, 'drsConfig');
  if (drs === null) return null;
  if (text(drs, 'enabled') !== 'true') return balancerOfAll(NAME, 'off');
  if ((text(drs, 'defaultVmBehavior') ?? AUTOMATIC) === AUTOMATIC) return balancerOfAll(NAME, 'automatic');
  const overrides = text(drs, 'enableVmBehaviorOverrides') === 'false' ? [] : children(config, 'drsVmConfig');
  const isOff = (override: Node): boolean => text(override, 'enabled') === 'false';
  const uuidsOf = (found: readonly Node[]): string[] =>
    found.flatMap((override) => uuidOf(text(override, 'key') ?? '') ?? []).sort();
  const moved = uuidsOf(
    overrides.filter((override) => !isOff(override) && text(override, 'behavior') === AUTOMATIC),
  );
  return {
    name: NAME,
    mode: moved.length > 0 ? 'automatic' : 'manual',
    movedUuids: moved.length > 0 ? moved : null,
    excludedUuids: uuidsOf(overrides.filter(isOff)),
  };
}

/**
 * The enabled rules of DRS, whether or not it is on: vCenter keeps those between VMs and hosts in either case. DRS knows no
 * difference of enforcement for rules between VMs, so those are `must`.
 */
export function rulesOf(cluster: Properties, uuidOf: UuidOf): ManagerRule[] {
  const config = configOf(cluster);
  const groups = new Map(children(config, 'group').map((group) => [text(group, 'name') ?? '', group]));
  return children(config, 'rule')
    .filter((rule) => text(rule, 'enabled') !== 'false')
    .flatMap((rule) => rulesIn(rule, groups, uuidOf));
}

function rulesIn(rule: Node, groups: ReadonlyMap<string, Node>, uuidOf: UuidOf): ManagerRule[] {
  const key = text(rule, 'ruleUuid') ?? text(rule, 'key') ?? text(rule, 'name') ?? '-';
  const base = { key, name: text(rule, 'name') ?? key, manager: NAME, mode: 'must' as const };
  const uuidsIn = (refs: readonly string[]): string[] => refs.flatMap((ref) => uuidOf(ref) ?? []).sort();
  const named = (field: string, members: string): string[] => {
    const group = text(rule, field);
    return group === null ? [] : refsIn(groups.get(group) ?? null, members);
  };
  switch ((text(rule, '@type') ?? '').replace(/^.*:/, '')) {
    case 'ClusterAffinityRuleSpec':
      return [{ ...base, kind: 'together', vmUuids: uuidsIn(refsIn(rule, 'vm')), hostUris: [] }];
    case 'ClusterAntiAffinityRuleSpec':
      return [{ ...base, kind: 'apart', vmUuids: uuidsIn(refsIn(rule, 'vm')), hostUris: [] }];
    case 'ClusterVmHostRuleInfo': {
      const vmUuids = uuidsIn(named('vmGroupName', 'vm'));
      const mode = text(rule, 'mandatory') === 'true' ? 'must' : 'should';
      const both = [
        ['onHosts', 'affineHostGroupName'],
        ['notOnHosts', 'antiAffineHostGroupName'],
      ] as const;
      return both
        .filter(([, field]) => at(rule, field) !== null)
        .map(([kind, field]) => ({
          ...base,
          key: `${key}/${kind}`,
          kind,
          mode,
          vmUuids,
          hostUris: named(field, 'host').sort(),
        }));
    }
    default:
      return []; // a rule about the order of starts says nothing about places
  }
}
