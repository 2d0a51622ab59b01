import { at, child, escapeText, type Node, parseUnprefixed, text } from '../xml.ts';

/** A managed object of vCenter: its type and its id, such as HostSystem and host-12. */
export interface Ref {
  type: string;
  value: string;
}

/** A fault that vCenter reports, as its type (`TaskInProgress`), message and data. */
export interface Fault {
  name: string;
  message: string;
  data: Node | null;
}

/** vCenter understood the request and refused it. */
export class VimFault extends Error {
  override readonly name = 'VimFault';

  constructor(readonly fault: Fault) {
    super(`${fault.name}: ${fault.message}`);
  }
}

/** An element of a request. vCenter minds the order of elements. */
export const element = (tag: string, value: string | number | boolean): string =>
  `<${tag}>${escapeText(String(value))}</${tag}>`;

export const reference = (tag: string, { type, value }: Ref): string =>
  `<${tag} type="${escapeText(type)}">${escapeText(value)}</${tag}>`;

/** The document of a request: a method of an object, and its arguments as XML. */
export const envelope = (method: string, self: Ref, args: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soapenv:Body>' +
  `<${method} xmlns="urn:vim25">${reference('_this', self)}${args}</${method}></soapenv:Body></soapenv:Envelope>`;

/** The response of a method. Throws VimFault if it is a fault; null: it is no answer to this method. */
export function parseResponse(xml: string, method: string): Node | null {
  const body = child(parseUnprefixed(xml, 'Envelope'), 'Body');
  const fault = child(body, 'Fault');
  if (fault !== null) throw new VimFault(soapFault(fault));
  return child(body, `${method}Response`);
}

function soapFault(fault: Node): Fault {
  const detail = child(fault, 'detail');
  const tag = Object.keys(detail ?? {}).find((key) => !key.startsWith('@') && key !== '#text');
  const data = tag === undefined ? null : child(detail, tag);
  const name = text(data, '@type') ?? tag?.replace(/Fault$/, '') ?? 'Fault';
  return { name: withoutPrefix(name), message: text(fault, 'faultstring') ?? '', data };
}

/** A LocalizedMethodFault, as tasks and checks have them. */
export function localizedFault(node: Node | null): Fault | null {
  const data = child(node, 'fault');
  if (data === null) return null;
  const name = withoutPrefix(text(data, '@type') ?? 'MethodFault');
  return { name, message: text(node, 'localizedMessage') ?? '', data };
}

const withoutPrefix = (name: string): string => name.replace(/^.*:/, '');

/** The object that an element names; null if there is none. `type`: what it is if the element does not tell. */
export function refOf(node: Node | null, type: string): Ref | null {
  const value = text(node, '#text');
  if (value === null) return null;
  return { type: text(node, '@type') ?? type, value };
}

/** The first value that a method returned. */
export const returned = (response: Node): Node | null => at(response, 'returnval');
