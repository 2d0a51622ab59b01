import { randomUUID } from 'node:crypto';
import type { Database } from '../../../lib/db/client.ts';
import { changeStep, createStep, readOpenSteps } from '../../../lib/db/power-steps.ts';
import { seedDataCentre } from '../../../lib/demo/seed-data-centre.ts';
import { usualSource } from '../../../lib/model/figures-source.ts';
import { present } from '../../../lib/model/present.ts';
import { addHost } from '../../../lib/services/clusters/add-host.ts';
import { editCluster } from '../../../lib/services/clusters/edit-cluster.ts';
import { editEndpoint } from '../../../lib/services/clusters/edit-endpoint.ts';
import { editFigures } from '../../../lib/services/clusters/edit-figures.ts';
import { editGroup } from '../../../lib/services/clusters/edit-group.ts';
import { editHost } from '../../../lib/services/clusters/edit-host.ts';
import { removeCluster } from '../../../lib/services/clusters/remove-cluster.ts';
import { removeGroup } from '../../../lib/services/clusters/remove-group.ts';
import { removeHost } from '../../../lib/services/clusters/remove-host.ts';
import { rotateSecrets } from '../../../lib/services/clusters/rotate-secrets.ts';
import { exemptVm } from '../../../lib/services/exemptions/exempt-vm.ts';
import { includeVm } from '../../../lib/services/exemptions/include-vm.ts';
import { leaveMaintenance, returnToService } from '../../../lib/services/maintenance/leave-maintenance.ts';
import { clearFailing, markFailing, storeFailing } from '../../../lib/services/maintenance/mark-failing.ts';
import { reportFailing } from '../../../lib/services/maintenance/report-failing.ts';
import { enterMaintenance } from '../../../lib/services/maintenance/settle-drained.ts';
import { approvePlan } from '../../../lib/services/orders/approve-plan.ts';
import { evacuateHost, evacuateHosts } from '../../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { relocateVms } from '../../../lib/services/orders/relocate-vms.ts';
import { returnHost } from '../../../lib/services/orders/return-host.ts';
import { undoRun } from '../../../lib/services/orders/undo-run.ts';
import { dismissPlan } from '../../../lib/services/plans/dismiss-plan.ts';
import { editPolicy } from '../../../lib/services/policies/edit-policy.ts';
import { endStep } from '../../../lib/services/power/end-step.ts';
import { rememberRefusal } from '../../../lib/services/refusals/remember-refusal.ts';
import { tryAgain } from '../../../lib/services/refusals/try-again.ts';
import { addRule } from '../../../lib/services/rules/add-rule.ts';
import { editRule } from '../../../lib/services/rules/edit-rule.ts';
import { importRules, previewImport } from '../../../lib/services/rules/import-rules.ts';
import { removeRule } from '../../../lib/services/rules/remove-rule.ts';
import { cancelRun } from '../../../lib/services/runs/cancel-run.ts';
import { finishRun } from '../../../lib/services/runs/finish-run.ts';
import { continueRun, pauseRun } from '../../../lib/services/runs/pause-run.ts';
import { readActiveRuns } from '../../../lib/services/runs/read-run-state.ts';
import { raiseStop } from '../../../lib/services/stops/raise-stop.ts';
import { resumeAutomation } from '../../../lib/services/stops/resume-automation.ts';
import { switchAutomation } from '../../../lib/services/stops/switch-automation.ts';
import { createToken } from '../../../lib/services/tokens/create-token.ts';
import { revokeToken } from '../../../lib/services/tokens/revoke-token.ts';
import { ensureAdministrator } from '../../../lib/services/users/ensure-administrator.ts';
import { setAutomation } from '../../../lib/services/vms/set-automation.ts';
import { undoAutomation } from '../../../lib/services/vms/undo-automation.ts';
import { editWebhook } from '../../../lib/services/webhooks/edit-webhook.ts';
import { testWebhook } from '../../../lib/services/webhooks/test-webhook.ts';
import { makeContext, personWith } from '../support/context.ts';
import { patchScenarios } from './patch-scenarios.ts';
import { connected, entered, grouped, migrated, observed, ruled, suggested } from './prepared.ts';
import { readinessScenarios } from './readiness-scenarios.ts';
import { userScenarios } from './user-scenarios.ts';

type Act = () => Promise<unknown>;

const trouble = { code: 'moved-back', facts: { count: 2, vms: 'a, b' }, runId: null } as const;
const webhook = { url: 'http://127.0.0.1:1/', secret: 'sixteen characters' };

/** For each audited verb, a world in which it changes something. The function that sets it up returns the call. */
export const scenarios: Record<string, (db: Database) => Promise<Act>> = {
  ensureAdministrator: async (db) => () => ensureAdministrator({ ctx: makeContext(db), input: {} }),
  seedDataCentre: async (db) => {
    await db.cluster.deleteMany();
    return () => seedDataCentre({ ctx: makeContext(db), input: {} });
  },
  addCluster: async (db) => () => entered(db),
  ...readinessScenarios,
  ...patchScenarios,
  ...userScenarios,
  addHost: async (db) => {
    const { ctx, clusterId } = await entered(db);
    const input = { clusterId, name: 'kvm-03', uri: 'qemu+tcp://kvm-03.invalid/system' };
    return () => addHost({ ctx, input });
  },
  addGroup: async (db) => () => grouped(db),
  editGroup: async (db) => {
    const { ctx, groupId, clusterId, name } = await grouped(db);
    const seen = { name, clusterIds: [clusterId] };
    return () => editGroup({ ctx, input: { groupId, name: `${name}-b`, clusterIds: [], seen } });
  },
  removeGroup: async (db) => {
    const { ctx, groupId } = await grouped(db);
    return () => removeGroup({ ctx, input: { groupId } });
  },
  editCluster: async (db) => {
    const { ctx, clusterId } = await entered(db);
    return () => editCluster({ ctx, input: { clusterId, intervalSeconds: 30, seenSeconds: 15 } });
  },
  editFigures: async (db) => {
    const { ctx, clusterId } = await entered(db);
    const source = { ...usualSource, address: 'https://prometheus.invalid:9090' };
    return () => editFigures({ ctx, input: { clusterId, source, token: 'a-token', seenVersion: 0 } });
  },
  editHost: async (db) => {
    const { ctx, hostId } = await entered(db);
    return () => editHost({ ctx, input: { hostId, migrationNetwork: 'fast', enteredMigrationMbps: 1000 } });
  },
  removeHost: async (db) => {
    const { ctx, hostId } = await entered(db);
    return () => removeHost({ ctx, input: { hostId } });
  },
  removeCluster: async (db) => {
    const { ctx, clusterId } = await entered(db);
    return () => removeCluster({ ctx, input: { clusterId } });
  },
  connectClusters: async (db) => () => connected(db),
  editEndpoint: async (db) => {
    const ctx = await connected(db);
    const { id, fingerprint } = await db.endpoint.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    const input = { endpointId: id, user: 'another', secret: '', fingerprint };
    return () => editEndpoint({ ctx, input });
  },
  rotateSecrets: async (db) => {
    const ctx = await connected(db);
    return () => rotateSecrets({ ctx });
  },
  editPolicy: async (db) => {
    const { ctx, clusterId } = await entered(db);
    const change = { movesPerHost: 3 };
    return () => editPolicy({ ctx, input: { scope: 'cluster', clusterId, version: 0, change } });
  },
  addRule: async (db) => {
    const { ctx, clusterId, rule } = await ruled(db);
    return () => addRule({ ctx, input: { clusterId, rule: { ...rule, name: 'Another' } } });
  },
  editRule: async (db) => {
    const { ctx, ruleId, rule } = await ruled(db);
    return () => editRule({ ctx, input: { ruleId, version: 1, rule: { ...rule, mode: 'should' } } });
  },
  importRules: async (db) => {
    const { ctx, clusterId, rule } = await ruled(db);
    const text = JSON.stringify({ format: 'ballast-rules/1', rules: [{ ...rule, name: 'Another' }] });
    const { digest } = await previewImport({ ctx, input: { clusterId, text } });
    return () => importRules({ ctx, input: { clusterId, text, digest } });
  },
  removeRule: async (db) => {
    const { ctx, ruleId } = await ruled(db);
    return () => removeRule({ ctx, input: { ruleId, version: 1 } });
  },
  approvePlan: async (db) => {
    const { ctx, planId } = await suggested(db);
    return () => approvePlan({ ctx, input: { planId } });
  },
  dismissPlan: async (db) => {
    const { ctx, planId } = await suggested(db);
    return () => dismissPlan({ ctx, input: { planId } });
  },
  exemptVm: async (db) => {
    const { ctx, vmId } = await observed(db);
    const input = { vmId: await vmId('a') };
    return () => exemptVm({ ctx, input });
  },
  includeVm: async (db) => {
    const { ctx, vmId } = await observed(db);
    const input = { vmId: await vmId('a') };
    await exemptVm({ ctx, input });
    return () => includeVm({ ctx, input });
  },
  raiseStop: async (db) => {
    const { ctx, cluster } = await observed(db);
    return () => db.$transaction((tx) => raiseStop(tx, ctx.clock.now(), cluster, trouble));
  },
  resumeAutomation: async (db) => {
    const { ctx, cluster } = await observed(db);
    await db.$transaction((tx) => raiseStop(tx, ctx.clock.now(), cluster, trouble));
    return () => resumeAutomation({ ctx, input: { clusterId: cluster.id } });
  },
  switchAutomation: async (db) => {
    const ctx = makeContext(db);
    await db.installation.updateMany({ data: { automationStoppedAt: null, automationStoppedBy: null } });
    return () => switchAutomation({ ctx, input: { to: 'off' } });
  },
  editWebhook: async (db) => () => editWebhook({ ctx: makeContext(db), input: webhook }),
  testWebhook: async (db) => {
    const ctx = makeContext(db);
    await editWebhook({ ctx, input: webhook });
    return () => testWebhook({ ctx, input: {} });
  },
  migrateVm: async (db) => {
    const { ctx, vmId, hostId } = await observed(db);
    const input = { vmId: await vmId('a'), toHostId: hostId('h2') };
    return () => migrateVm({ ctx, input });
  },
  relocateVms: async (db) => {
    const { ctx, vmId, hostId, clusterId } = await observed(db);
    const wanted = [{ vmId: await vmId('a'), toHostId: hostId('h2') }];
    return () => relocateVms({ ctx, input: { clusterId, wanted } });
  },
  cancelRun: async (db) => {
    const { ctx, runId } = await migrated(db, false);
    return () => cancelRun({ ctx, input: { runId } });
  },
  pauseRun: async (db) => {
    const { ctx, runId } = await migrated(db, false);
    return () => pauseRun({ ctx, input: { runId } });
  },
  continueRun: async (db) => {
    const { ctx, runId } = await migrated(db, false);
    await pauseRun({ ctx, input: { runId } });
    return () => continueRun({ ctx, input: { runId } });
  },
  finishRun: async (db) => {
    const world = await migrated(db, false);
    const { ctx, runId, driver, clusterId } = world;
    const at = world.clock.now();
    await db.run.update({ where: { id: runId }, data: { state: 'running', startedAt: at } });
    await db.move.updateMany({ where: { runId }, data: { state: 'done', startedAt: at, finishedAt: at } });
    const [run] = await readActiveRuns(db, clusterId);
    if (!run) throw new Error('the run is there');
    return () => finishRun(ctx, driver, run);
  },
  undoRun: async (db) => {
    const { ctx, runId } = await migrated(db, true);
    return () => undoRun({ ctx, input: { runId } });
  },
  markFailing: async (db) => {
    const { ctx, hostId } = await observed(db);
    return () => markFailing({ ctx, input: { hostId: hostId('h1'), reason: 'memory' } });
  },
  clearFailing: async (db) => {
    const { ctx, hostId } = await observed(db);
    await markFailing({ ctx, input: { hostId: hostId('h1'), reason: 'memory' } });
    return () => clearFailing({ ctx, input: { hostId: hostId('h1') } });
  },
  endStep: async (db) => {
    const { ctx, cluster, vmId, hostId } = await observed(db);
    const vm = await db.vm.findUniqueOrThrow({ where: { id: await vmId('a') } });
    await db.$transaction((tx) =>
      createStep(tx, {
        clusterId: cluster.id,
        runId: null,
        vm,
        host: { id: hostId('h1'), name: 'h1' },
        order: 'shutDown',
        decidedBy: 'Mary',
        source: 'person',
        timeoutSeconds: 300,
        createdAt: ctx.clock.now(),
      }),
    );
    const [step] = await readOpenSteps(db, cluster.id);
    if (!step) throw new Error('the step is there');
    await changeStep(db, step, 'ordered');
    return () => endStep(ctx, { ...step, state: 'ordered' }, 'done');
  },
  createToken: async (db) => {
    const { ctx } = await observed(db);
    const admin = { ...ctx, actor: personWith('administrator') };
    return () => createToken({ ctx: admin, input: { name: `token ${randomUUID()}`, purpose: 'failing' } });
  },
  revokeToken: async (db) => {
    const { ctx } = await observed(db);
    const admin = { ...ctx, actor: personWith('administrator') };
    const input = { name: `token ${randomUUID()}`, purpose: 'failing' } as const;
    const { id } = await createToken({ ctx: admin, input });
    return () => revokeToken({ ctx: admin, input: { tokenId: id } });
  },
  reportFailing: async (db) => {
    const { ctx, cluster } = await observed(db);
    return () => reportFailing({ ctx, input: { host: 'h1', cluster: cluster.name, reason: 'disk' } });
  },
  storeFailing: async (db) => {
    const { ctx, cluster, hostId } = await observed(db);
    const host = { id: hostId('h1'), name: 'h1', clusterId: cluster.id };
    return () => db.$transaction((tx) => storeFailing(ctx, tx, host, { reason: 'disk', note: '' }));
  },
  evacuateHosts: async (db) => {
    const { ctx, hostId } = await observed(db);
    return () => evacuateHosts({ ctx, input: { hostIds: [hostId('h1'), hostId('h2')] } });
  },
  leaveMaintenance: async (db) => {
    const { ctx, hostId } = await observed(db);
    await evacuateHost({ ctx, input: { hostId: hostId('h2') } });
    return () => leaveMaintenance({ ctx, input: { hostId: hostId('h2') } });
  },
  returnHost: async (db) => {
    const { ctx, hostId, finish } = await observed(db);
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    await finish(present(runId, 'run'));
    return () => returnHost({ ctx, input: { hostId: hostId('h1') } });
  },
  returnToService: async (db) => {
    const { ctx, hostId } = await observed(db);
    const id = hostId('h2');
    await evacuateHost({ ctx, input: { hostId: id } });
    return () => db.$transaction((tx) => returnToService(ctx, tx, { id, name: 'h2' }));
  },
  enterMaintenance: async (db) => {
    const { ctx, hostId } = await observed(db);
    const id = hostId('h2');
    await evacuateHost({ ctx, input: { hostId: id } });
    return () => db.$transaction((tx) => enterMaintenance(ctx, tx, { id, name: 'h2' }));
  },
  tryAgain: async (db) => {
    const { ctx, clock, vmId, hostId } = await observed(db);
    const move = { vmId: await vmId('a'), fromHostId: hostId('h1'), toHostId: hostId('h2'), runId: null };
    const failure = { code: 'load-failed', scope: 'pair', facts: {}, message: null } as const;
    await db.$transaction((tx) => rememberRefusal(tx, move, failure, clock.now()));
    const { id } = await db.refusal.findFirstOrThrow({ where: { vmId: move.vmId } });
    return () => tryAgain({ ctx, input: { refusalIds: [id] } });
  },
  setAutomation: async (db) => {
    const { ctx, vmId } = await observed(db);
    const input = { vms: { vmIds: [await vmId('a')] }, automation: 'excluded' };
    return () => setAutomation({ ctx, input });
  },
  undoAutomation: async (db) => {
    const { ctx, vmId } = await observed(db);
    const input = { vms: { vmIds: [await vmId('a')] }, automation: 'excluded' };
    const { changeId } = await setAutomation({ ctx, input });
    return () => undoAutomation({ ctx, input: { changeId } });
  },
};
