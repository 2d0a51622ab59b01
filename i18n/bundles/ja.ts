import alarm from '@/messages/ja/alarm.json' with { type: 'json' };
import automation from '@/messages/ja/automation.json' with { type: 'json' };
import charts from '@/messages/ja/charts.json' with { type: 'json' };
import cluster from '@/messages/ja/cluster.json' with { type: 'json' };
import clusters from '@/messages/ja/clusters.json' with { type: 'json' };
import common from '@/messages/ja/common.json' with { type: 'json' };
import doubt from '@/messages/ja/doubt.json' with { type: 'json' };
import driver from '@/messages/ja/driver.json' with { type: 'json' };
import errors from '@/messages/ja/errors.json' with { type: 'json' };
import evacuate from '@/messages/ja/evacuate.json' with { type: 'json' };
import evaluations from '@/messages/ja/evaluations.json' with { type: 'json' };
import figures from '@/messages/ja/figures.json' with { type: 'json' };
import format from '@/messages/ja/format.json' with { type: 'json' };
import frame from '@/messages/ja/frame.json' with { type: 'json' };
import history from '@/messages/ja/history.json' with { type: 'json' };
import host from '@/messages/ja/host.json' with { type: 'json' };
import hosts from '@/messages/ja/hosts.json' with { type: 'json' };
import hypervisor from '@/messages/ja/hypervisor.json' with { type: 'json' };
import jobs from '@/messages/ja/jobs.json' with { type: 'json' };
import migrate from '@/messages/ja/migrate.json' with { type: 'json' };
import migration from '@/messages/ja/migration.json' with { type: 'json' };
import outage from '@/messages/ja/outage.json' with { type: 'json' };
import outcome from '@/messages/ja/outcome.json' with { type: 'json' };
import overview from '@/messages/ja/overview.json' with { type: 'json' };
import patch from '@/messages/ja/patch.json' with { type: 'json' };
import plan from '@/messages/ja/plan.json' with { type: 'json' };
import policy from '@/messages/ja/policy.json' with { type: 'json' };
import power from '@/messages/ja/power.json' with { type: 'json' };
import quality from '@/messages/ja/quality.json' with { type: 'json' };
import readiness from '@/messages/ja/readiness.json' with { type: 'json' };
import reason from '@/messages/ja/reason.json' with { type: 'json' };
import refusal from '@/messages/ja/refusal.json' with { type: 'json' };
import rejection from '@/messages/ja/rejection.json' with { type: 'json' };
import request from '@/messages/ja/request.json' with { type: 'json' };
import reserve from '@/messages/ja/reserve.json' with { type: 'json' };
import rules from '@/messages/ja/rules.json' with { type: 'json' };
import settings from '@/messages/ja/settings.json' with { type: 'json' };
import signIn from '@/messages/ja/sign-in.json' with { type: 'json' };
import state from '@/messages/ja/state.json' with { type: 'json' };
import steps from '@/messages/ja/steps.json' with { type: 'json' };
import suggestions from '@/messages/ja/suggestions.json' with { type: 'json' };
import users from '@/messages/ja/users.json' with { type: 'json' };
import vms from '@/messages/ja/vms.json' with { type: 'json' };
import whatIf from '@/messages/ja/what-if.json' with { type: 'json' };

/** All words of the language for the browser, which keeps them: they are no part of a page or of its updates. */
export const messages = {
  alarm,
  automation,
  charts,
  cluster,
  clusters,
  common,
  doubt,
  driver,
  errors,
  evacuate,
  evaluations,
  figures,
  format,
  frame,
  history,
  host,
  hosts,
  hypervisor,
  jobs,
  migrate,
  migration,
  outage,
  outcome,
  patch,
  overview,
  plan,
  policy,
  power,
  quality,
  readiness,
  reason,
  refusal,
  rejection,
  request,
  reserve,
  rules,
  settings,
  'sign-in': signIn,
  state,
  steps,
  suggestions,
  users,
  vms,
  'what-if': whatIf,
};
