import { child, children, type Node, sortedSet, text } from './xml.ts';

/** The bridges, libvirt networks and devices (macvtap) that must exist wherever the VM runs; of other kinds nothing is certain. */
export const readNetworks = (devices: Node | null): string[] =>
  sortedSet(children(devices, 'interface').map(networkOf));

/** While it runs, what comes from a network of libvirt is shown as what it has become, beside the network's name. */
function networkOf(one: Node): string | null {
  const source = child(one, 'source');
  const network = text(source, '@network');
  if (network !== null) return network;
  if (text(one, '@type') === 'bridge') return text(source, '@bridge');
  return text(one, '@type') === 'direct' ? text(source, '@dev') : null;
}
