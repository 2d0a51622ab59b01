/**
 * The response of everything that a browser can reach: without a session, to a viewer, an operator and an
 * administrator. A page: `page`, the address that it redirects to, or `not-found`. An action: the code of its
 * refusal, or `ok`. A route: its status. An event: `observed`. Where access is allowed, the request names a record
 * that does not exist, so that the response shows that authorization was passed.
 */
export type Answers = readonly [nobody: string, viewer: string, operator: string, administrator: string];

const signIn = (path: string) => `/sign-in?next=${encodeURIComponent(path)}`;
const everybody = (answer: string): Answers => [answer, answer, answer, answer];
const signedIn = (path: string, answer = 'page'): Answers => [signIn(path), answer, answer, answer];
const reading = (answer: string): Answers => ['not-signed-in', answer, answer, answer];
const operating = (answer: string): Answers => ['not-signed-in', 'not-allowed', answer, answer];
const administering = (answer: string): Answers => ['not-signed-in', 'not-allowed', 'not-allowed', answer];

export const NO_ID = '00000000-0000-7000-8000-000000000000';

/** By the file below app/. `[id]` in an address is the id of a record of the test, or of no record if the test has none. */
export const pages: Record<string, Answers> = {
  'page.tsx': everybody('/overview'),
  '(auth)/sign-in/page.tsx': ['page', '/', '/', '/'],
  '(console)/overview/page.tsx': signedIn('/overview'),
  '(console)/clusters/[clusterId]/page.tsx': signedIn('/clusters/[clusterId]'),
  '(console)/clusters/[clusterId]/quality/page.tsx': signedIn('/clusters/[clusterId]/quality'),
  '(console)/clusters/[clusterId]/power/page.tsx': signedIn('/clusters/[clusterId]/power'),
  '(console)/clusters/[clusterId]/reserve/page.tsx': signedIn('/clusters/[clusterId]/reserve'),
  '(console)/clusters/[clusterId]/readiness/page.tsx': signedIn('/clusters/[clusterId]/readiness'),
  '(console)/clusters/[clusterId]/rules/page.tsx': signedIn('/clusters/[clusterId]/rules'),
  '(console)/clusters/[clusterId]/rules/new/page.tsx': signedIn('/clusters/[clusterId]/rules/new'),
  '(console)/clusters/[clusterId]/rules/[ruleId]/page.tsx': signedIn(
    '/clusters/[clusterId]/rules/[ruleId]',
    'not-found',
  ),
  '(console)/clusters/[clusterId]/what-if/page.tsx': signedIn('/clusters/[clusterId]/what-if'),
  '(console)/clusters/[clusterId]/patch/page.tsx': signedIn('/clusters/[clusterId]/patch'),
  '(console)/patch-runs/[patchRunId]/page.tsx': signedIn('/patch-runs/[patchRunId]', 'not-found'),
  '(console)/hosts/page.tsx': signedIn('/hosts'),
  '(console)/vms/page.tsx': signedIn('/vms'),
  '(console)/vms/[vmId]/policy/page.tsx': signedIn('/vms/[vmId]/policy', 'not-found'),
  '(console)/hosts/[hostId]/page.tsx': signedIn('/hosts/[hostId]'),
  '(console)/hosts/[hostId]/evacuate/page.tsx': signedIn('/hosts/[hostId]/evacuate'),
  '(console)/hosts/[hostId]/outage/page.tsx': signedIn('/hosts/[hostId]/outage'),
  '(console)/suggestions/page.tsx': signedIn('/suggestions'),
  '(console)/suggestions/[planId]/page.tsx': signedIn('/suggestions/[planId]', 'not-found'),
  '(console)/evaluations/page.tsx': signedIn('/evaluations'),
  '(console)/jobs/page.tsx': signedIn('/jobs'),
  '(console)/jobs/[runId]/page.tsx': signedIn('/jobs/[runId]', 'not-found'),
  '(console)/history/page.tsx': signedIn('/history'),
  '(console)/policies/page.tsx': signedIn('/policies'),
  '(console)/policies/product/page.tsx': signedIn('/policies/product'),
  '(console)/policies/groups/[groupId]/page.tsx': signedIn('/policies/groups/[groupId]', 'not-found'),
  '(console)/clusters/[clusterId]/policy/page.tsx': signedIn('/clusters/[clusterId]/policy'),
  '(console)/hosts/[hostId]/policy/page.tsx': signedIn('/hosts/[hostId]/policy'),
  '(console)/settings/page.tsx': everybody('/settings/clusters'),
  '(console)/settings/clusters/page.tsx': signedIn('/settings/clusters'),
  '(console)/settings/clusters/new/page.tsx': signedIn('/settings/clusters/new'),
  '(console)/settings/automation/page.tsx': signedIn('/settings/automation'),
  '(console)/settings/users/page.tsx': signedIn('/settings/users'),
  '(console)/settings/preferences/page.tsx': signedIn('/settings/preferences'),
  '(console)/settings/audit/page.tsx': signedIn('/settings/audit'),
};

interface ActionLine {
  answers: Answers;
  args: unknown[];
}

const line = (answers: Answers, ...args: unknown[]): ActionLine => ({ answers, args });
const empty = {};

/** By the file below app/, and the function. */
export const actions: Record<string, ActionLine> = {
  '(auth)/actions.ts signInAction': line(everybody('invalid-input'), empty, new FormData()),
  '(auth)/actions.ts signOutAction': line(everybody('/sign-in')),
  '(console)/set-theme.ts setThemeAction': line(['/sign-in', 'ok', 'ok', 'ok'], 'dark'),
  '(console)/overview/actions.ts optimizeAction': line(operating('cluster-not-found'), NO_ID),
  '(console)/clusters/[clusterId]/rules/actions.ts addRuleAction': line(
    administering('invalid-input'),
    empty,
  ),
  '(console)/clusters/[clusterId]/rules/actions.ts editRuleAction': line(
    administering('invalid-input'),
    empty,
  ),
  '(console)/clusters/[clusterId]/rules/actions.ts removeRuleAction': line(
    administering('invalid-input'),
    empty,
  ),
  '(console)/clusters/[clusterId]/rules/actions.ts judgeDraftAction': line(reading('invalid-input'), empty),
  '(console)/clusters/[clusterId]/rules/actions.ts previewImportAction': line(
    administering('invalid-input'),
    empty,
  ),
  '(console)/clusters/[clusterId]/rules/actions.ts importRulesAction': line(
    administering('invalid-input'),
    empty,
  ),
  '(console)/clusters/[clusterId]/readiness/actions.ts checkReadinessAction': line(
    operating('cluster-not-found'),
    NO_ID,
  ),
  '(console)/clusters/[clusterId]/readiness/actions.ts testMigrationAction': line(
    operating('invalid-input'),
    empty,
  ),
  '(console)/clusters/[clusterId]/what-if/actions.ts previewRelocationAction': line(
    reading('invalid-input'),
    empty,
  ),
  '(console)/clusters/[clusterId]/what-if/actions.ts relocateAction': line(operating('invalid-input'), empty),
  '(console)/clusters/[clusterId]/patch/actions.ts startPatchRunAction': line(
    operating('invalid-input'),
    empty,
  ),
  '(console)/patch-runs/[patchRunId]/actions.ts pausePatchRunAction': line(
    operating('patch-run-not-found'),
    NO_ID,
  ),
  '(console)/patch-runs/[patchRunId]/actions.ts continuePatchRunAction': line(
    operating('patch-run-not-found'),
    { patchRunId: NO_ID },
  ),
  '(console)/patch-runs/[patchRunId]/actions.ts cancelPatchRunAction': line(
    operating('patch-run-not-found'),
    NO_ID,
  ),
  '(console)/patch-runs/[patchRunId]/actions.ts confirmPatchHostAction': line(
    operating('patch-run-not-found'),
    { patchRunId: NO_ID, hostId: NO_ID },
  ),
  '(console)/vms/actions.ts setAutomationAction': line(operating('invalid-input'), empty),
  '(console)/vms/actions.ts undoAutomationAction': line(operating('change-not-found'), NO_ID),
  '(console)/jobs/[runId]/actions.ts cancelAction': line(operating('run-not-found'), NO_ID),
  '(console)/jobs/[runId]/actions.ts pauseAction': line(operating('run-not-found'), NO_ID),
  '(console)/jobs/[runId]/actions.ts continueAction': line(operating('run-not-found'), NO_ID),
  '(console)/jobs/[runId]/actions.ts undoAction': line(operating('run-not-found'), NO_ID),
  '(console)/suggestions/[planId]/actions.ts forecastSuggestionAction': line(reading('invalid-input'), empty),
  '(console)/suggestions/[planId]/actions.ts approveAction': line(operating('plan-not-found'), NO_ID, empty),
  '(console)/suggestions/[planId]/actions.ts dismissAction': line(operating('plan-not-found'), NO_ID, empty),
  '(console)/suggestions/[planId]/actions.ts exemptAction': line(operating('vm-not-found'), NO_ID),
  '(console)/hosts/[hostId]/actions.ts includeVmAction': line(operating('vm-not-exempt'), NO_ID),
  '(console)/hosts/[hostId]/actions.ts enterMaintenanceAction': line(operating('host-not-found'), NO_ID),
  '(console)/hosts/[hostId]/actions.ts previewReturnAction': line(reading('host-not-found'), NO_ID),
  '(console)/hosts/[hostId]/actions.ts returnHostAction': line(operating('host-not-found'), {
    hostId: NO_ID,
  }),
  '(console)/hosts/[hostId]/actions.ts balanceAfterReturnAction': line(
    operating('host-not-found'),
    NO_ID,
    NO_ID,
  ),
  '(console)/hosts/[hostId]/outage/actions.ts restartHostAction': line(operating('invalid-input'), empty),
  '(console)/hosts/[hostId]/outage/actions.ts askFenceAction': line(operating('invalid-input'), empty),
  '(console)/hosts/[hostId]/actions.ts removeCopiesAction': line(operating('invalid-input'), empty),
  '(console)/hosts/[hostId]/actions.ts markFailingAction': line(operating('invalid-input'), empty),
  '(console)/hosts/[hostId]/actions.ts clearFailingAction': line(operating('host-not-found'), NO_ID),
  '(console)/hosts/[hostId]/actions.ts leaveMaintenanceAction': line(operating('host-not-found'), NO_ID),
  '(console)/hosts/[hostId]/actions.ts editHostAction': line(administering('invalid-input'), empty),
  '(console)/hosts/[hostId]/actions.ts editHostReserveAction': line(administering('invalid-input'), empty),
  '(console)/hosts/[hostId]/actions.ts forecastAction': line(reading('invalid-input'), empty),
  '(console)/hosts/[hostId]/actions.ts tryAgainAction': line(operating('refusal-not-found'), [NO_ID]),
  '(console)/hosts/[hostId]/actions.ts migrateAction': line(operating('invalid-input'), empty),
  '(console)/hosts/[hostId]/evacuate/actions.ts forecastEvacuationAction': line(
    reading('invalid-input'),
    empty,
  ),
  '(console)/hosts/[hostId]/evacuate/actions.ts evacuateAction': line(operating('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts addClusterAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts testClusterAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts readCertificatesAction': line(
    administering('invalid-input'),
    empty,
  ),
  '(console)/settings/clusters/actions.ts listOfferedAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts testEndpointAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts connectClustersAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts editEndpointAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts editClusterAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts editFiguresAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts testFiguresAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts removeClusterAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts addHostAction': line(administering('invalid-input'), empty),
  '(console)/settings/clusters/actions.ts removeHostAction': line(administering('invalid-input'), empty),
  '(console)/settings/automation/actions.ts switchAutomationAction': line(operating('invalid-input'), empty),
  '(console)/settings/automation/actions.ts resumeAutomationAction': line(operating('invalid-input'), empty),
  '(console)/settings/automation/actions.ts editWebhookAction': line(administering('invalid-input'), empty),
  '(console)/settings/automation/actions.ts testWebhookAction': line(administering('webhook-not-set')),
  '(console)/settings/automation/token-actions.ts createTokenAction': line(
    administering('invalid-input'),
    empty,
  ),
  '(console)/settings/automation/token-actions.ts revokeTokenAction': line(
    administering('token-not-found'),
    NO_ID,
  ),
  '(console)/policies/actions.ts editPolicyAction': line(administering('invalid-input'), empty),
  '(console)/policies/actions.ts addGroupAction': line(administering('invalid-input'), empty),
  '(console)/policies/actions.ts editGroupAction': line(administering('invalid-input'), empty),
  '(console)/policies/actions.ts removeGroupAction': line(administering('invalid-input'), empty),
  '(console)/settings/users/actions.ts addUserAction': line(administering('invalid-input'), empty),
  '(console)/settings/users/actions.ts changeRoleAction': line(administering('invalid-input'), empty),
  '(console)/settings/users/actions.ts setPasswordAction': line(administering('invalid-input'), empty),
  '(console)/settings/users/actions.ts removeUserAction': line(administering('invalid-input'), empty),
  '(console)/settings/preferences/actions.ts updatePreferencesAction': line(reading('invalid-input'), empty),
  '(console)/settings/preferences/actions.ts changePasswordAction': line(reading('invalid-input'), empty),
};

/** By the method and the file below app/, or the address if a file serves several. */
export const routes: Record<string, Answers> = {
  'GET api/auth/[...path]/route.ts': everybody('404'),
  'POST api/auth/[...path]/route.ts': everybody('404'),
  'POST /api/auth/sign-in/email': everybody('400'),
  'POST /api/auth/sign-out': everybody('200'),
  'GET api/clusters/[clusterId]/hosts/route.ts': ['401', '200', '200', '200'],
  'GET api/clusters/[clusterId]/rules/route.ts': ['401', '200', '200', '200'],
  'GET api/clusters/[clusterId]/what-if/route.ts': ['401', '200', '200', '200'],
  'GET api/clusters/[clusterId]/snapshot/route.ts': ['401', '200', '200', '200'],
  'GET api/events/route.ts': ['401', '200', '200', '200'],
  'GET api/frame/route.ts': ['401', '200', '200', '200'],
  'POST api/patch-runs/[patchRunId]/done/route.ts': everybody('401'), // the token of the run counts, not the session
  'POST api/policy-effect/route.ts': ['401', '400', '400', '400'],
  'GET api/hosts/route.ts': ['401', '200', '200', '200'],
  'GET api/vms/route.ts': ['401', '200', '200', '200'],
  'POST api/failing-hosts/route.ts': everybody('401'), // a token counts, not the session
  'GET api/health/route.ts': everybody('503'),
  'GET metrics/route.ts': everybody('404'), // without BALLAST_METRICS_TOKEN; with it, the token counts, not the session
  'GET api/history/export/route.ts': ['401', '200', '200', '200'],
};

/** The types of events in the event stream (lib/web/change-hub.ts). */
export const events: Record<string, Answers> = {
  change: ['401', 'heard', 'heard', 'heard'],
  missed: ['401', 'heard', 'heard', 'heard'],
  database: ['401', 'heard', 'heard', 'heard'],
};
