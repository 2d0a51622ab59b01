import type { RuleContent } from '../../db/rules.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import { toPlainText } from '../../model/plain-text.ts';
import { AutomationEntry, RuleEntry, type RulesFile, type VmRef } from '../../model/rules-file.ts';
import type { Automation } from '../../model/vm.ts';
import { parseInput } from '../parse-input.ts';
import type { ImportVm, ImportWorld } from './import-world.ts';
import { RuleInput, type RuleValues } from './rule-input.ts';

/** What is wrong with an entry: a code of the messages, with facts. */
export interface ImportFault {
  code: string;
  facts: Facts;
}

/** What an entry of the file would do. `at`: where it stands, for example `rules[2]`. */
export interface ImportLine {
  at: string;
  name: string; // of the rule or the VM; what can be read of it
  outcome: 'add' | 'change' | 'same' | 'faulty';
  fault: ImportFault | null;
  changes: { field: string; from: string | null; to: string | null }[]; // of a rule or VM that is there
}

/** The lines of the file, and what is to be written for them. */
export interface ResolvedImport {
  lines: ImportLine[];
  additions: RuleValues[];
  edits: { id: string; version: number; rule: RuleValues }[];
  levels: { vm: ImportVm; automation: Automation }[];
}

/**
 * Compares each entry of a file with what the cluster has. An entry with a fault changes nothing, and the others do not
 * depend on it. What the file does not mention stays. Pure.
 */
export function resolveImport(file: RulesFile, world: ImportWorld): ResolvedImport {
  const result: ResolvedImport = { lines: [], additions: [], edits: [], levels: [] };
  const names = new Set<string>();
  file.rules.forEach((raw, i) => {
    result.lines.push(readEntry(`rules[${i}]`, raw, () => addRule(raw, world, names, result)));
  });
  const seen = new Set<string>();
  file.automation.forEach((raw, i) => {
    result.lines.push(readEntry(`automation[${i}]`, raw, () => addLevel(raw, world, seen, result)));
  });
  return result;
}

type Outcome = Omit<ImportLine, 'at' | 'fault'>;

function readEntry(at: string, raw: unknown, read: () => Outcome): ImportLine {
  try {
    return { at, fault: null, ...read() };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    const fault = { code: error.code, facts: error.facts };
    return { at, name: nameIn(raw), outcome: 'faulty', fault, changes: [] };
  }
}

/** What an entry that cannot be read is called, as far as it says. */
function nameIn(raw: unknown): string {
  const found = RuleEntry.pick({ name: true }).safeParse(raw).data?.name;
  const vm = AutomationEntry.pick({ vm: true }).safeParse(raw).data?.vm;
  return toPlainText(found ?? vm?.name ?? vm?.uuid ?? '-');
}

function addRule(raw: unknown, world: ImportWorld, names: Set<string>, result: ResolvedImport): Outcome {
  const { vms, hosts, ...entry } = parseInput(RuleEntry, raw);
  const rule = parseInput(RuleInput, {
    ...entry,
    vmIds: [...new Set(vms.map((ref) => findVm(world, ref).id))],
    hostIds: [...new Set(hosts.map((name) => findHost(world, name)))],
  });
  if (names.has(rule.name)) throw twice(rule.name);
  names.add(rule.name);
  const stored = world.rules.get(rule.name);
  if (!stored) {
    result.additions.push(rule);
    return { name: rule.name, outcome: 'add', changes: [] };
  }
  const changes = changesOf(world, stored.content, rule);
  if (changes.length > 0) result.edits.push({ id: stored.id, version: stored.version, rule });
  return { name: rule.name, outcome: changes.length > 0 ? 'change' : 'same', changes };
}

function addLevel(raw: unknown, world: ImportWorld, seen: Set<string>, result: ResolvedImport): Outcome {
  const { vm: ref, level } = parseInput(AutomationEntry, raw);
  const vm = findVm(world, ref);
  if (seen.has(vm.id)) throw twice(vm.name);
  seen.add(vm.id);
  if (vm.automation === level) return { name: vm.name, outcome: 'same', changes: [] };
  result.levels.push({ vm, automation: level });
  const changes = [{ field: 'automation', from: vm.automation, to: level }];
  return { name: vm.name, outcome: 'change', changes };
}

const twice = (name: string) =>
  new BallastError('import-twice', `${name} stands in the file twice`, { name });

/** The VM with this identity; without one in the cluster, the only VM with this name. */
function findVm({ vms }: ImportWorld, { uuid, name }: VmRef): ImportVm {
  const [same] = uuid === null ? [] : vms.filter((vm) => vm.uuid === uuid);
  if (same) return same;
  const [first, second] = name === null ? [] : vms.filter((vm) => vm.name === name);
  const vm = name ?? uuid ?? '-';
  if (!first) throw new BallastError('import-vm-missing', `the cluster has no VM ${vm}`, { vm });
  if (second) throw new BallastError('import-vm-ambiguous', `the cluster has several VMs ${vm}`, { vm });
  return first;
}

function findHost({ hosts }: ImportWorld, name: string): string {
  const found = hosts.find((host) => host.name === name);
  if (!found)
    throw new BallastError('import-host-missing', `the cluster has no host ${name}`, { host: name });
  return found.id;
}

const lists = ['vmIds', 'vmNames', 'vmTags', 'hostIds', 'hostNames', 'hostTags'] as const;

function changesOf(world: ImportWorld, from: RuleContent, to: RuleValues): ImportLine['changes'] {
  const nameOf = new Map([...world.vms, ...world.hosts].map(({ id, name }) => [id, name]));
  const words = (list: readonly string[]) => [...list].map((text) => nameOf.get(text) ?? text).sort();
  const fields = [
    ...(['kind', 'mode'] as const).map((field) => ({ field, from: from[field], to: to[field] })),
    ...lists.map((field) => ({
      field,
      from: words(from[field]).join(', ') || null,
      to: words(to[field]).join(', ') || null,
    })),
  ];
  return fields.filter((field) => field.from !== field.to);
}
