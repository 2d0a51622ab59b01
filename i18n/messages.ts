import type charts from '../messages/en/charts.json';
import type cluster from '../messages/en/cluster.json';
import type clusters from '../messages/en/clusters.json';
import type common from '../messages/en/common.json';
import type driver from '../messages/en/driver.json';
import type errors from '../messages/en/errors.json';
import type format from '../messages/en/format.json';
import type frame from '../messages/en/frame.json';
import type host from '../messages/en/host.json';
import type migrate from '../messages/en/migrate.json';
import type overview from '../messages/en/overview.json';
import type plan from '../messages/en/plan.json';
import type reason from '../messages/en/reason.json';
import type rejection from '../messages/en/rejection.json';
import type settings from '../messages/en/settings.json';
import type signIn from '../messages/en/sign-in.json';
import type state from '../messages/en/state.json';
import type users from '../messages/en/users.json';

/** Every namespace by its file's name, so that a word that is missing fails the type check. */
export interface Messages {
  charts: typeof charts;
  common: typeof common;
  format: typeof format;
  frame: typeof frame;
  state: typeof state;
  clusters: typeof clusters;
  driver: typeof driver;
  errors: typeof errors;
  settings: typeof settings;
  'sign-in': typeof signIn;
  users: typeof users;
  cluster: typeof cluster;
  host: typeof host;
  migrate: typeof migrate;
  overview: typeof overview;
  plan: typeof plan;
  reason: typeof reason;
  rejection: typeof rejection;
}
