import alarm from '@/messages/en/alarm.json' with { type: 'json' };
import automation from '@/messages/en/automation.json' with { type: 'json' };
import charts from '@/messages/en/charts.json' with { type: 'json' };
import cluster from '@/messages/en/cluster.json' with { type: 'json' };
import clusters from '@/messages/en/clusters.json' with { type: 'json' };
import common from '@/messages/en/common.json' with { type: 'json' };
import doubt from '@/messages/en/doubt.json' with { type: 'json' };
import driver from '@/messages/en/driver.json' with { type: 'json' };
import errors from '@/messages/en/errors.json' with { type: 'json' };
import evacuate from '@/messages/en/evacuate.json' with { type: 'json' };
import evaluations from '@/messages/en/evaluations.json' with { type: 'json' };
import figures from '@/messages/en/figures.json' with { type: 'json' };
import format from '@/messages/en/format.json' with { type: 'json' };
import frame from '@/messages/en/frame.json' with { type: 'json' };
import history from '@/messages/en/history.json' with { type: 'json' };
import host from '@/messages/en/host.json' with { type: 'json' };
import hosts from '@/messages/en/hosts.json' with { type: 'json' };
import hypervisor from '@/messages/en/hypervisor.json' with { type: 'json' };
import jobs from '@/messages/en/jobs.json' with { type: 'json' };
import migrate from '@/messages/en/migrate.json' with { type: 'json' };
import migration from '@/messages/en/migration.json' with { type: 'json' };
import outage from '@/messages/en/outage.json' with { type: 'json' };
import outcome from '@/messages/en/outcome.json' with { type: 'json' };
import overview from '@/messages/en/overview.json' with { type: 'json' };
import patch from '@/messages/en/patch.json' with { type: 'json' };
import plan from '@/messages/en/plan.json' with { type: 'json' };
import policy from '@/messages/en/policy.json' with { type: 'json' };
import power from '@/messages/en/power.json' with { type: 'json' };
import quality from '@/messages/en/quality.json' with { type: 'json' };
import readiness from '@/messages/en/readiness.json' with { type: 'json' };
import reason from '@/messages/en/reason.json' with { type: 'json' };
import refusal from '@/messages/en/refusal.json' with { type: 'json' };
import rejection from '@/messages/en/rejection.json' with { type: 'json' };
import request from '@/messages/en/request.json' with { type: 'json' };
import reserve from '@/messages/en/reserve.json' with { type: 'json' };
import rules from '@/messages/en/rules.json' with { type: 'json' };
import settings from '@/messages/en/settings.json' with { type: 'json' };
import signIn from '@/messages/en/sign-in.json' with { type: 'json' };
import state from '@/messages/en/state.json' with { type: 'json' };
import steps from '@/messages/en/steps.json' with { type: 'json' };
import suggestions from '@/messages/en/suggestions.json' with { type: 'json' };
import users from '@/messages/en/users.json' with { type: 'json' };
import vms from '@/messages/en/vms.json' with { type: 'json' };
import whatIf from '@/messages/en/what-if.json' with { type: 'json' };

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
