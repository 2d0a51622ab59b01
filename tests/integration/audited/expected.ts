import type { AuditAction } from '../../../lib/model/audit-action.ts';

/** What each verb that people, the command line or the worker call records, in the transaction of its change. */
export const audited: Record<string, AuditAction> = {
  addCluster: 'cluster.add',
  addHost: 'cluster.add-host',
  addUser: 'user.add',
  approvePlan: 'plan.approve',
  cancelRun: 'run.cancel',
  changePassword: 'user.password',
  changeRole: 'user.role',
  dismissPlan: 'plan.dismiss',
  editCluster: 'cluster.edit',
  editHost: 'cluster.edit-host',
  editPolicy: 'policy.change',
  ensureAdministrator: 'user.add',
  enterMaintenance: 'host.enter-maintenance',
  enterMaintenanceAnyway: 'host.let-stay',
  evacuateHost: 'host.evacuate',
  finishRun: 'run.finish',
  leaveMaintenance: 'host.leave-maintenance',
  migrateVm: 'vm.migrate',
  removeCluster: 'cluster.remove',
  removeHost: 'cluster.remove-host',
  removeUser: 'user.remove',
  seedDataCentre: 'cluster.seed',
  setPassword: 'user.password',
  tryAgain: 'refusal.try-again',
  undoRun: 'run.undo',
  updatePreferences: 'user.preferences',
};

const part = 'a part of a verb: it takes the transaction of one that is audited';
const carriedOut = 'the worker carries out what was ordered, and that was audited; its end is (run.finish)';
const seen = 'the worker writes down what it saw or worked out';
const reads = 'it changes nothing';

/** The other verbs, and why each of them records nothing itself. */
export const unaudited: Record<string, string> = {
  advanceRun: carriedOut,
  advanceRuns: carriedOut,
  becomeUnknown: carriedOut,
  endMove: carriedOut,
  giveUpDestination: carriedOut,
  keepAutostart: carriedOut,
  postpone: carriedOut,
  beginMove: carriedOut,
  resolveUnknown: carriedOut,
  verifyMove: carriedOut,
  watchMove: carriedOut,
  collectCluster: seen,
  learnFromMeasurements: seen,
  learnFromMoves: seen,
  measureWrites: seen,
  packClosedHours: 'it changes how samples are stored, and nothing that anybody ordered',
  suggestMoves: seen,
  optimizeCluster: `${seen}; that a person asked for it is recorded once it is known what came of it`,
  createUser: part,
  forgetChanged: part,
  forgetDisproved: part,
  rememberRefusal: part,
  startRun: part,
  storePlan: part,
  dropOld: 'retention drops what is old; the seals of the audit show what of it',
  rememberAddress: 'where somebody signed in; the sign-in itself is recorded',
  editHostReserve: 'stores through editHost and editPolicy, which record it',
  forecastMove: reads,
  isKnownAddress: reads,
  previewEvacuation: reads,
  previewUndo: reads,
  rateDestinations: reads,
  testCluster: reads,
  verifyAudit: reads,
};
