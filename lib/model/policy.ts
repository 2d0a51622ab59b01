import { z } from 'zod';
import { fieldsAt, type PolicyField, type PolicyScope, policyFields, policyNames } from './policy-fields.ts';

type Fields = typeof policyFields;
type Stated<Name extends PolicyField> = z.output<Fields[Name]['value']>;
type PolicyShape = {
  [Name in PolicyField]: z.ZodDefault<z.ZodType<Stated<Name> | Fields[Name]['otherwise']>>;
};
type PatchShape = { [Name in PolicyField]: Fields[Name]['value'] };

/** The shape of an object with these fields, each made so. */
const shapeOf = (some: readonly PolicyField[], make: (name: PolicyField) => z.ZodType): object =>
  Object.fromEntries(some.map((name) => [name, make(name)]));

function wholeField(name: PolicyField): z.ZodType {
  const { value, otherwise } = policyFields[name];
  const range: z.ZodType = value;
  return otherwise === null ? range.nullable().default(null) : range.default(otherwise);
}

/** What we want: a value for every field of `policyFields`, which says what each of them is. What is left out has its default. */
export const Policy = z.object(shapeOf(policyNames, wholeField) as PolicyShape);
export type Policy = z.infer<typeof Policy>;

/** What one scope says of a policy; what it leaves out is as the scopes before it say. */
export const PolicyPatch = z
  .object(shapeOf(policyNames, (name) => policyFields[name].value) as PatchShape)
  .partial();
export type PolicyPatch = z.infer<typeof PolicyPatch>;

/** Above these, in per cent of what the reserve leaves, a host is overloaded. */
export type Thresholds = Pick<Policy, 'cpuThresholdPercent' | 'memoryThresholdPercent'>;

const ofOrders = { targetPauseMs: true, bandwidthCapMiBps: true, onStall: true } as const;

/** What a person asks for with one order: what its migrations may do to end. What is left out is as the cluster has it. */
export const OrderPatch = PolicyPatch.pick(ofOrders);
export type OrderPatch = z.infer<typeof OrderPatch>;

/** The same, all of it: kept with each move. */
export const MovePolicy = Policy.pick(ofOrders);
export type MovePolicy = z.infer<typeof MovePolicy>;

type ChangeShape = { [Name in PolicyField]: z.ZodOptional<z.ZodNullable<Fields[Name]['value']>> };

/** A change of what is said at a scope, of fields that may be said there. Null takes a value back, where it is none itself. */
export const policyChangeAt = (scope: PolicyScope) =>
  z.strictObject(
    shapeOf(fieldsAt(scope), (name) => z.optional(z.nullable(policyFields[name].value))) as ChangeShape,
  );
export type PolicyChange = z.infer<ReturnType<typeof policyChangeAt>>;

const takesNull = (name: string): boolean =>
  policyNames.some((each) => each === name && policyFields[each].value.safeParse(null).success);

/** What a scope says after a change of it. */
export function changePatch(patch: PolicyPatch, change: PolicyChange): PolicyPatch {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const stated = Object.entries({ ...patch, ...Object.fromEntries(given) });
  return PolicyPatch.parse(
    Object.fromEntries(stated.filter(([name, value]) => value !== null || takesNull(name))),
  );
}
