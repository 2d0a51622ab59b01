import type { DriverError } from '../../model/errors.ts';
import type { MigrationOrder } from '../../model/ports.ts';
import type { Tie, TieKind } from '../../model/vm.ts';
import type { DomainDefinition } from './definition/read-definition.ts';
import { driverError, type Party } from './failures.ts';
import { keptTies, type Moments } from './kept-state.ts';
import type { VirshResult } from './virsh-result.ts';
import { parseDomInfo } from './wire.ts';

/** What to ask the source besides the definition. */
export const keptQuestions = (vmUuid: string): [string, string, string] => [
  `dominfo --domain ${vmUuid}`,
  `snapshot-list --domain ${vmUuid} --name`,
  `checkpoint-list --domain ${vmUuid} --name`,
];

/** The text of each tie, with a remedy if there is one. */
const WORDS: Partial<Record<TieKind, (name: string) => string>> = {
  'host-device': (name) => `it holds the host's ${name}`,
  'shared-folder': (name) => `it uses the host's folder ${name}`,
  'memory-device': (name) => `the memory of ${name} cannot be copied`,
  'firmware-state': (name) =>
    `its firmware variables (${name}) are kept on the host: start it, a running VM takes them along`,
  tpm: (name) => `the state of its TPM (${name}) is kept on the host: start it, a running VM takes it along`,
  'saved-state': () =>
    'its memory is saved on the host: start it, or discard that with virsh managedsave-remove',
  snapshots: (name) => `it has snapshots (${name}): delete them, or end them with virsh blockcommit`,
  checkpoints: (name) => `it has checkpoints (${name}), which would be lost: delete them`,
  'block-job': (name) => `a job works on its disk ${name}`,
  feature: (name) => `${name} forbids it`,
};

/** The answers to keptQuestions, as ties. What an old libvirt does not report is ignored. */
function tiesNow(vmUuid: string, [info, snapshots, checkpoints]: readonly VirshResult[]): Tie[] {
  const lines = (result: VirshResult | undefined) =>
    result?.isOk ? result.stdout.split('\n').flatMap((line) => line.trim() || []) : [];
  const moments: Moments = { snapshots: lines(snapshots), checkpoints: lines(checkpoints) };
  const own = (has: boolean) => new Set(has ? [vmUuid] : []);
  const kept = {
    withSnapshots: own(moments.snapshots.length > 0),
    withCheckpoints: own(moments.checkpoints.length > 0),
    withManagedSave: own(parseDomInfo(info?.stdout ?? '').hasManagedSave),
    transient: null,
    autostart: null,
  };
  return keptTies(vmUuid, kept, moments);
}

/** What in the VM itself forbids the move, at any destination. Files are judged by findLeftBehind. */
export function findTies(
  { vmUuid, kind }: Pick<MigrationOrder, 'vmUuid' | 'kind'>,
  definition: DomainDefinition,
  answers: readonly VirshResult[],
  party: Party,
): DriverError[] {
  const isFile = (tie: Tie) => tie.kind === 'firmware-state' && tie.name.startsWith('/');
  return [...definition.ties, ...tiesNow(vmUuid, answers)]
    .filter((tie) => tie.blocks.includes(kind) && !isFile(tie))
    .map((tie) => {
      const detail = WORDS[tie.kind]?.(tie.name) ?? tie.name;
      return tie.kind === 'block-job'
        ? driverError('vm-busy', party, detail)
        : driverError('vm-not-movable', party, detail);
    });
}
