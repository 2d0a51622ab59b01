import { XMLBuilder, XMLParser } from 'fast-xml-parser';

/** An element: its attributes by `@name`, its text by `#text`, and its children. */
export type Node = Record<string, unknown>;

const SHAPE = { ignoreAttributes: false, attributeNamePrefix: '@' };
const parser = new XMLParser({ ...SHAPE, parseTagValue: false, parseAttributeValue: false });
/** For documents that name namespaces as their writers like: a prefix is no part of a name. */
const unprefixed = new XMLParser({
  ...SHAPE,
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
});
const builder = new XMLBuilder({ ...SHAPE, suppressEmptyNode: true, suppressBooleanAttributes: false });

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The root element with this name; null for truncated or invalid XML: then nothing is known. */
export function parseRoot(xml: string, root: string): Node | null {
  return xml.includes(`<${root}`) ? parse(parser, xml, root) : null;
}

/** The same, without the prefixes of namespaces: `soapenv:Body` is `Body`, `xsi:type` is `@type`. */
export const parseUnprefixed = (xml: string, root: string): Node | null => parse(unprefixed, xml, root);

function parse(by: XMLParser, xml: string, root: string): Node | null {
  try {
    const parsed: unknown = by.parse(xml);
    return isNode(parsed) ? child(parsed, root) : null;
  } catch {
    return null;
  }
}

/** The elements with a name, in order; one without attributes and children is only its text. */
export function children(node: Node | null, name: string): Node[] {
  const value = node?.[name];
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.map((each) => (isNode(each) ? each : { '#text': String(each ?? '') }));
}

/** The first element of a name. */
export const child = (node: Node | null, name: string): Node | null => children(node, name)[0] ?? null;

/** The element at the end of a path of names. */
export const at = (node: Node | null, ...path: string[]): Node | null =>
  path.reduce<Node | null>((found, name) => child(found, name), node);

/** An attribute (`@name`), or the text of a child; null if it is missing or empty. */
export function text(node: Node | null, name: string): string | null {
  const value = name.startsWith('@') || name === '#text' ? node?.[name] : child(node, name)?.['#text'];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Texts without duplicates, sorted; nulls are left out. */
export const sortedSet = (names: (string | null)[]): string[] =>
  [...new Set(names.filter((name) => name !== null))].sort();

/** Text as the content of an element or the value of an attribute. */
export const escapeText = (value: string): string =>
  value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** An element as XML again. */
export const write = (name: string, node: Node): string => builder.build({ [name]: node });
