import { at, children, type Node, text } from '../xml.ts';
import type { Vim } from './client.ts';
import { element, type Ref, reference, refOf, returned } from './soap.ts';

/** The properties of an object by their path, such as `runtime.host`. One that is not set is missing. */
export type Properties = ReadonlyMap<string, Node>;

/** An object with the properties that were asked for. */
export interface Seen {
  ref: Ref;
  properties: Properties;
}

/** Objects in one answer: more of them make answers that take long to build. */
const PAGE = 500;

/** The paths to read of each type of object. */
export type Wanted = Readonly<Record<string, readonly string[]>>;

const propSets = (wanted: Wanted): string =>
  Object.entries(wanted)
    .map(
      ([type, paths]) =>
        `<propSet>${element('type', type)}${element('all', false)}${paths.map((path) => element('pathSet', path)).join('')}</propSet>`,
    )
    .join('');

/** A step from an object to others: a property that names them. */
export const traversal = (type: string, path: string): string =>
  `<selectSet xsi:type="TraversalSpec">${element('type', type)}${element('path', path)}${element('skip', false)}</selectSet>`;

/** Where to begin: an object, and the steps from it. */
export const objectSet = (ref: Ref, isSkipped: boolean, steps = ''): string =>
  `<objectSet>${reference('obj', ref)}${element('skip', isSkipped)}${steps}</objectSet>`;

/** A PropertyFilterSpec under a tag. */
export const filterSpec = (tag: string, wanted: Wanted, objectSets: string): string =>
  `<${tag}>${propSets(wanted)}${objectSets}</${tag}>`;

/** Everything that a view shows. */
export const inView = (view: Ref): string => objectSet(view, true, traversal(view.type, 'view'));

/** Reads properties as they are now. Objects that do not exist make vCenter refuse (ManagedObjectNotFound). */
export async function retrieve(vim: Vim, wanted: Wanted, objectSets: string): Promise<Seen[]> {
  const specs = filterSpec('specSet', wanted, objectSets);
  const options = `<options>${element('maxObjects', PAGE)}</options>`;
  const seen: Seen[] = [];
  let page = returned(await vim.call('RetrievePropertiesEx', 'propertyCollector', specs + options));
  while (page !== null) {
    for (const object of children(page, 'objects')) {
      const one = seenOf(object);
      if (one !== null) seen.push(one);
    }
    const token = text(page, 'token');
    if (token === null) break;
    page = returned(
      await vim.call('ContinueRetrievePropertiesEx', 'propertyCollector', element('token', token)),
    );
  }
  return seen;
}

/** The properties of these objects of one type. */
export async function readObjects(vim: Vim, refs: readonly Ref[], paths: readonly string[]): Promise<Seen[]> {
  const [first] = refs;
  if (first === undefined) return [];
  const wanted = { [first.type]: paths };
  return retrieve(vim, wanted, refs.map((ref) => objectSet(ref, false)).join(''));
}

/** The properties of one object; empty if none of them is set. */
export async function readObject(vim: Vim, ref: Ref, paths: readonly string[]): Promise<Properties> {
  const [seen] = await readObjects(vim, [ref], paths);
  return seen?.properties ?? new Map();
}

/** Objects of these types below a container, with properties. */
export async function readBelow(vim: Vim, container: Ref, wanted: Wanted): Promise<Seen[]> {
  const view = await createView(vim, container, Object.keys(wanted));
  try {
    return await retrieve(vim, wanted, inView(view));
  } finally {
    await vim.call('DestroyView', view).catch(() => undefined); // it ends with the session at the latest
  }
}

/** A view of all objects of these types below a container; it follows what comes and goes. */
export async function createView(vim: Vim, container: Ref, types: readonly string[]): Promise<Ref> {
  const args =
    reference('container', container) +
    types.map((type) => element('type', type)).join('') +
    element('recursive', true);
  const view = refOf(returned(await vim.call('CreateContainerView', 'viewManager', args)), 'ContainerView');
  if (view === null) throw new Error('vCenter made no view');
  return view;
}

/** An object of an answer. */
function seenOf(object: Node): Seen | null {
  const ref = refOf(at(object, 'obj'), 'ManagedEntity');
  if (ref === null) return null;
  const properties = new Map<string, Node>();
  for (const property of children(object, 'propSet')) {
    const [name, value] = [text(property, 'name'), at(property, 'val')];
    if (name !== null && value !== null) properties.set(name, value);
  }
  return { ref, properties };
}

/** The text of a simple property; null if it is not set. */
export const textOf = (properties: Properties | undefined, path: string): string | null =>
  text(properties?.get(path) ?? null, '#text');

/** The number of a property; null if it is not set. */
export function numberOf(properties: Properties | undefined, path: string): number | null {
  const value = textOf(properties, path);
  return value === null ? null : Number(value);
}

/** The ids of the objects that a property names. */
export const refsOf = (properties: Properties | undefined, path: string): string[] =>
  children(properties?.get(path) ?? null, 'ManagedObjectReference').flatMap(
    (node) => text(node, '#text') ?? [],
  );
