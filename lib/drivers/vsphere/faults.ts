import { DriverError, type DriverErrorCode, type Facts, type FailureScope } from '../../model/errors.ts';
import type { MigrationObstacle } from '../../model/ports.ts';
import { children } from '../xml.ts';
import { type Fault, localizedFault, VimFault } from './soap.ts';

/** Whether vCenter refused with one of these faults. */
export const isFault = (error: unknown, ...names: string[]): error is VimFault =>
  error instanceof VimFault && names.includes(error.fault.name);

/** The objects of a call: names to display. */
export interface Party {
  source: string;
  destination: string;
  vm: string;
}

/** When a fault occurred: before a move, or while memory was being copied. */
export type Moment = 'before' | 'copying';

type Rule = DriverErrorCode | readonly [code: DriverErrorCode, scope: FailureScope];

/** The faults of vim25 that concern migrations, by their type. Others become `migration-failed` with vCenter's message. */
const RULES: Record<string, Rule> = {
  NoPermission: ['privilege-missing', 'vm'],
  ManagedObjectNotFound: 'vm-not-found',
  InvalidPowerState: 'vm-not-running',
  InvalidState: 'vm-busy',
  TaskInProgress: 'vm-busy',
  VmConfigFault: 'vm-not-movable',
  ConcurrentAccess: 'vm-busy',
  FileLocked: 'vm-busy',
  // memory and CPU
  InsufficientMemoryResourcesFault: 'destination-full',
  InsufficientCpuResourcesFault: 'destination-full',
  InsufficientHostCapacityFault: 'destination-full',
  InsufficientHostMemoryCapacityFault: 'destination-full',
  InsufficientHostCpuCapacityFault: 'destination-full',
  InsufficientFailoverResourcesFault: 'destination-full',
  InsufficientResourcesFault: 'destination-full',
  NumVirtualCpusIncompatible: 'resource-missing',
  NotEnoughCpus: 'resource-missing',
  NotEnoughLogicalCpus: 'resource-missing',
  MemorySizeNotSupported: 'resource-missing',
  MaintenanceModeFileMove: ['destination-refused', 'host'],
  // CPU features
  FeatureRequirementsNotMet: 'cpu-incompatible',
  CpuIncompatible: 'cpu-incompatible',
  CpuIncompatible1ECX: 'cpu-incompatible',
  CpuIncompatible81EDX: 'cpu-incompatible',
  CpuHotPlugNotSupported: 'cpu-incompatible',
  // networks and disks
  CannotAccessNetwork: 'network-missing',
  DestinationSwitchFull: 'network-missing',
  LegacyNetworkInterfaceInUse: 'network-missing',
  DVPortNotSupported: 'network-missing',
  CannotAccessVmDisk: 'storage-missing',
  CannotAccessVmConfig: 'storage-missing',
  CannotAccessFile: 'storage-missing',
  CannotAccessLocalSource: 'storage-missing',
  VmConfigFileInaccessible: 'storage-missing',
  InaccessibleDatastore: 'storage-missing',
  InvalidDatastore: 'storage-missing',
  RDMNotSupported: 'storage-missing',
  // devices and settings of the VM
  CannotAccessVmDevice: 'vm-not-movable',
  DeviceNotSupported: 'resource-missing',
  VirtualDiskModeNotSupported: 'vm-not-movable',
  SuspendedRelocateNotSupported: 'vm-not-movable',
  SnapshotMoveNotSupported: 'vm-not-movable',
  LargeRDMNotSupportedOnDatastore: 'vm-not-movable',
  MigrationFeatureNotSupported: 'vm-not-movable',
  MigrationNotSupported: 'vm-not-movable',
  UnsupportedVimApiVersion: 'vm-not-movable',
  VMotionProtocolIncompatible: 'unsupported',
  VmwareToolsInstallerIsMounted: 'vm-not-movable',
  AffinityConfigured: 'vm-not-movable',
  FaultToleranceVmNotDasProtected: 'vm-not-movable',
  // rules that vCenter itself keeps
  VmHostAffinityRuleViolation: 'destination-refused',
  RuleViolation: 'destination-refused',
  EVCAdmissionFailed: 'cpu-incompatible',
  // the way between the hosts
  VMotionNotConfigured: ['destination-unreachable', 'host'],
  VMotionNotLicensed: ['destination-refused', 'host'],
  VMotionNotSupported: ['destination-refused', 'host'],
  VMotionLinkDown: 'destination-unreachable',
  VMotionLinkCapacityLow: 'destination-unreachable',
  HostNotConnected: 'destination-unreachable',
  HostNotReachable: 'destination-unreachable',
  HostCommunication: 'destination-unreachable',
  HostConnectFault: 'destination-unreachable',
  HostInMaintenance: ['destination-refused', 'host'],
  DuplicateName: 'name-taken',
  AlreadyExists: 'name-taken',
  RequestCanceled: 'migration-cancelled',
  NotSupported: 'unsupported',
};

const LOST: ReadonlySet<string> = new Set([
  'HostNotConnected',
  'HostNotReachable',
  'HostCommunication',
  'HostConnectFault',
]);

/**
 * The failure that a fault stands for. A fault that only frames another one (`MigrationFault` with causes) is that of its first
 * cause that is known.
 */
export function explainFault(fault: Fault, party: Party, moment: Moment): DriverError {
  const known = [fault, ...causesOf(fault)].find(({ name }) => Object.hasOwn(RULES, name)) ?? fault;
  const isLost = moment === 'copying' && LOST.has(known.name);
  const rule = isLost ? 'destination-lost' : (RULES[known.name] ?? 'migration-failed');
  const [code, scope] = typeof rule === 'string' ? [rule, undefined] : rule;
  const detail = known.message === '' ? known.name : `${known.message} (${known.name})`;
  return vsphereError(code, party, detail, scope);
}

const causesOf = ({ data }: Fault): Fault[] =>
  ['faultCause', 'fault', 'faultMessage', 'problem'].flatMap((name) =>
    children(data, name).flatMap((node) => localizedFault(node) ?? []),
  );

/** An error of a move, with vCenter's own words as `detail`. */
export function vsphereError(
  code: DriverErrorCode,
  { source, destination, vm }: Party,
  detail: string,
  scope?: FailureScope,
): DriverError {
  const facts: Facts = { host: source, source, destination, vm, detail };
  return new DriverError(
    code,
    `${vm} from ${source} to ${destination}: ${detail}`,
    facts,
    scope ? { scope } : {},
  );
}

/** The same as the result of a check. */
export const obstacleOf = ({ code, scope, message, facts }: DriverError): MigrationObstacle => ({
  code,
  scope,
  message,
  facts,
});
