import { child, children, type Node, sortedSet, text } from '../../xml.ts';

/**
 * The bridges, libvirt networks and devices (macvtap) that must exist on every host that the VM runs on; other kinds
 * are not checked.
 */
export const readNetworks = (devices: Node | null): string[] =>
  sortedSet(children(devices, 'interface').map(networkOf));

/** While the VM runs, an interface of a libvirt network is shown as what it has become, beside the network's name. */
function networkOf(one: Node): string | null {
  const source = child(one, 'source');
  const network = text(source, '@network');
  if (network !== null) return network;
  if (text(one, '@type') === 'bridge') return text(source, '@bridge');
  return text(one, '@type') === 'direct' ? text(source, '@dev') : null;
}
