import { z } from 'zod';

const Facts = z.record(z.string(), z.union([z.string(), z.number()]));
const Id = z.string();

const ofCluster = { clusterId: Id, facts: Facts };

/**
 * Something that happened: a code of a topic (except topics of mere figures), the cluster, the ids of its objects,
 * and the facts for its sentence. The facts include names, because an event outlives its objects.
 */
export const Event = z.discriminatedUnion('topic', [
  z.object({
    topic: z.literal('cluster'),
    code: z.enum(['added', 'removed', 'over-committed', 'reserve-restored']),
    subject: z.object({}),
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('host'),
    code: z.enum([
      'added',
      'removed',
      'silent',
      'back',
      'overloaded',
      'failing',
      'not-failing',
      'dead',
      'only-unreachable',
      'off',
    ]),
    subject: z.object({ hostId: Id }),
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('policy'),
    code: z.literal('changed'),
    // neither: the cluster's, or that of its group or of the product
    subject: z.object({ hostId: Id.nullable(), vmId: Id.optional() }),
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('automation'),
    code: z.enum(['stopped', 'resumed', 'switched-off', 'switched-on', 'webhook-tested']),
    subject: z.object({ stopId: Id.nullable(), runId: Id.nullable() }), // none: the switch of the product
    clusterId: Id.nullable(), // null: all clusters
    facts: Facts,
  }),
  z.object({
    topic: z.literal('suggestion'),
    code: z.enum(['made', 'approved', 'dismissed', 'superseded', 'expired']),
    subject: z.object({ planId: Id }),
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('job'),
    code: z.enum(['succeeded', 'partly', 'failed', 'cancelled', 'paused', 'continued']),
    subject: z.object({ runId: Id, hostId: Id.nullable() }), // the host to empty
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('patch'),
    code: z.enum([
      'started',
      'paused',
      'continued',
      'stopped',
      'succeeded',
      'partly',
      'cancelled',
      'step-begun',
      'step-done',
      'waits-for-person',
      'host-done',
    ]),
    subject: z.object({ patchRunId: Id, hostId: Id.nullable() }),
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('move'),
    code: z.enum(['done', 'skipped', 'failed', 'cancelled']),
    subject: z.object({ moveId: Id, runId: Id.nullable(), vmId: Id.nullable() }), // no VM: it no longer exists
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('vm'),
    code: z.enum([
      'moved-elsewhere', // by somebody else
      'twice', // two hosts run it
      'once', // only one does again
      'copy-left', // a host has a stopped copy of it that was left over
    ]),
    subject: z.object({ vmId: Id }),
    ...ofCluster,
  }),
  z.object({
    topic: z.literal('refusal'),
    code: z.literal('remembered'),
    subject: z.object({ vmId: Id.nullable(), fromHostId: Id.nullable(), toHostId: Id.nullable() }),
    ...ofCluster,
  }),
]);
export type Event = z.infer<typeof Event>;
