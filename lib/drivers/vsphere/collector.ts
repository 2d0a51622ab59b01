import { children, type Node, text } from '../xml.ts';
import type { Session, Vim } from './client.ts';
import { filterSpec, type Wanted } from './properties.ts';
import { element, type Ref, refOf, returned } from './soap.ts';

/** The most objects in one answer. */
const PAGE = 500;

/** What vCenter follows for us within one session: the objects of its filters, as it last announced them. */
export interface Collector {
  session: Session;
  ref: Ref;
  version: string;
  objects: Map<string, { ref: Ref; properties: Map<string, Node> }>; // by the id of the object
}

export async function openCollector(vim: Vim, session: Session): Promise<Collector> {
  const ref = refOf(
    returned(await vim.call('CreatePropertyCollector', 'propertyCollector')),
    'PropertyCollector',
  );
  if (ref === null) throw new Error('vCenter made no property collector');
  return { session, ref, version: '', objects: new Map() };
}

/** Announces these properties of these objects from now on. Returns the filter, which can be destroyed. */
export async function addFilter(
  vim: Vim,
  collector: Collector,
  wanted: Wanted,
  objectSets: string,
): Promise<Ref | null> {
  const args = filterSpec('spec', wanted, objectSets) + element('partialUpdates', false);
  return refOf(returned(await vim.call('CreateFilter', collector.ref, args)), 'PropertyFilter');
}

/** Takes over all changes since the last time, without waiting for more. */
export async function takeChanges(vim: Vim, collector: Collector): Promise<void> {
  const options = `<options>${element('maxWaitSeconds', 0)}${element('maxObjectUpdates', PAGE)}</options>`;
  for (;;) {
    const args = element('version', collector.version) + options;
    const set = returned(await vim.call('WaitForUpdatesEx', collector.ref, args));
    if (set === null) return;
    collector.version = text(set, 'version') ?? '';
    for (const filter of children(set, 'filterSet'))
      for (const change of children(filter, 'objectSet')) takeOver(collector.objects, change);
    if (text(set, 'truncated') !== 'true') return;
  }
}

function takeOver(objects: Collector['objects'], change: Node): void {
  const ref = refOf(children(change, 'obj')[0] ?? null, 'ManagedEntity');
  if (ref === null) return;
  if (text(change, 'kind') === 'leave') {
    objects.delete(ref.value);
    return;
  }
  const properties = objects.get(ref.value)?.properties ?? new Map<string, Node>();
  for (const property of children(change, 'changeSet')) {
    const name = text(property, 'name');
    const value = children(property, 'val')[0];
    if (name === null) continue;
    if (value === undefined) properties.delete(name);
    else properties.set(name, value);
  }
  objects.set(ref.value, { ref, properties });
}
