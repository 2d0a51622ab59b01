import { z } from 'zod';
import { fieldsAt, type PolicyField, type PolicyScope, policyFields, policyNames } from './policy-fields.ts';

type Fields = typeof policyFields;
type Stated<Name extends PolicyField> = z.output<Fields[Name]['value']>;
type PolicyShape = {
  [Name in PolicyField]: z.ZodDefault<z.ZodType<Stated<Name> | Fields[Name]['otherwise']>>;
};
type PatchShape = { [Name in PolicyField]: Fields[Name]['value'] };

/** An object type with these fields, each mapped. */
const shapeOf = (some: readonly PolicyField[], make: (name: PolicyField) => z.ZodType): object =>
  Object.fromEntries(some.map((name) => [name, make(name)]));

function wholeField(name: PolicyField): z.ZodType {
  const { value, otherwise } = policyFields[name];
  const range: z.ZodType = value;
  return otherwise === null ? range.nullable().default(null) : range.default(otherwise);
}

/**
 * The policy: a value for every field of `policyFields`, which describes each. Fields that are left out have their
 * defaults.
 */
export const Policy = z.object(shapeOf(policyNames, wholeField) as PolicyShape);
export type Policy = z.infer<typeof Policy>;

/** The fields that one scope sets; it inherits the others. */
export const PolicyPatch = z
  .object(shapeOf(policyNames, (name) => policyFields[name].value) as PatchShape)
  .partial();
export type PolicyPatch = z.infer<typeof PolicyPatch>;

/** A host is overloaded above these thresholds, in percent of what the reserve leaves. */
export type Thresholds = Pick<Policy, 'cpuThresholdPercent' | 'memoryThresholdPercent'>;

const ofOrders = { targetPauseMs: true, bandwidthCapMiBps: true, onStall: true, localDisks: true } as const;

/**
 * The options of one order: what its migrations may do to complete. Options that are left out are those of the
 * cluster.
 */
export const OrderPatch = PolicyPatch.pick(ofOrders);
export type OrderPatch = z.infer<typeof OrderPatch>;

/** All options, as they are stored with each move. */
export const MovePolicy = Policy.pick(ofOrders);
export type MovePolicy = z.infer<typeof MovePolicy>;

type ChangeShape = { [Name in PolicyField]: z.ZodOptional<z.ZodNullable<Fields[Name]['value']>> };

/** Fields of a scope that lose their own value. */
export const inheritedAt = (scope: PolicyScope) => z.array(z.enum(fieldsAt(scope))).default([]);

/** A change of a scope's own values. Null removes a value, unless null is a value of the field. */
export const policyChangeAt = (scope: PolicyScope) =>
  z.strictObject(
    shapeOf(fieldsAt(scope), (name) => z.optional(z.nullable(policyFields[name].value))) as ChangeShape,
  );
export type PolicyChange = z.infer<ReturnType<typeof policyChangeAt>>;

/** Whether null is a value of a field. */
const takesNull = (name: string): boolean =>
  policyNames.some((each) => each === name && policyFields[each].value.safeParse(null).success);

/**
 * A scope's own values after a change. Fields in `inherit` lose their own value, also one that may be null, and have that
 * of the weaker scopes again.
 */
export function changePatch(
  patch: PolicyPatch,
  change: PolicyChange,
  inherit: readonly PolicyField[] = [],
): PolicyPatch {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const stated = Object.entries({ ...patch, ...Object.fromEntries(given) });
  const isInherited = (name: string) => inherit.some((each) => each === name);
  const kept = stated.filter(([name, value]) => !isInherited(name) && (value !== null || takesNull(name)));
  return PolicyPatch.parse(Object.fromEntries(kept));
}
