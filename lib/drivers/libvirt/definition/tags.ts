import { toTags } from '../../../model/tag.ts';
import { child, children, type Node, text } from '../../xml.ts';

/** The namespace of Ballast's own element in the metadata of a domain (docs/libvirt.md). */
const NAMESPACE = 'urn:ballast:tags:1';

/**
 * The tags of a VM: the children `tag` of the element of the metadata in Ballast's namespace, whatever its prefix. The
 * namespace may be declared on that element, or on the metadata around it.
 */
export function readTags(domain: Node): string[] {
  const metadata = child(domain, 'metadata');
  if (metadata === null) return [];
  const own = Object.keys(metadata).flatMap((name) =>
    children(metadata, name).flatMap((element) => (isOurs(name, [element, metadata]) ? [element] : [])),
  );
  return toTags(own.flatMap(tagsIn));
}

/** Whether the prefix of a name, or none, is declared as the namespace on the nearest of these elements. */
function isOurs(name: string, around: readonly Node[]): boolean {
  const [prefix, local] = name.includes(':') ? name.split(':', 2) : [null, name];
  if (local !== 'tags') return false;
  const declaration = prefix === null ? '@xmlns' : `@xmlns:${prefix}`;
  return around.map((element) => text(element, declaration)).find((found) => found !== null) === NAMESPACE;
}

/** The texts of its children named `tag`, with a prefix or without. */
const tagsIn = (element: Node): string[] =>
  Object.keys(element)
    .filter((name) => name === 'tag' || name.endsWith(':tag'))
    .flatMap((name) => children(element, name).flatMap((tag) => text(tag, '#text') ?? []));
