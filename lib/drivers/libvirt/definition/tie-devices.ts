import type { Tie } from '../../../model/vm.ts';
import { child, children, type Node, text } from '../../xml.ts';

const ALWAYS: Tie['blocks'] = ['live', 'quick', 'offline'];
/** Prevents only moves that copy memory. A stopped VM needs nothing of its host. */
const COPYING: Tie['blocks'] = ['live', 'quick'];

type TieList = Pick<Tie, 'kind' | 'name' | 'blocks'>[];

/** Devices of the host that the VM uses: passed through, or opened by name. */
export function hostDevices(devices: Node | null): TieList {
  const passed = [
    ...children(devices, 'hostdev').flatMap(hostDeviceOf),
    ...children(devices, 'interface').flatMap(interfaceDeviceOf),
    ...children(devices, 'disk').flatMap(diskDeviceOf),
  ];
  const opened = ['serial', 'parallel', 'console', 'channel']
    .flatMap((name) => children(devices, name))
    .filter((port) => text(port, '@type') === 'dev')
    .map((port) => text(child(port, 'source'), '@path') ?? 'serial port');
  const inputs = children(devices, 'input')
    .filter((input) => ['evdev', 'passthrough'].includes(text(input, '@type') ?? ''))
    .map(
      (input) => text(child(input, 'source'), '@dev') ?? text(child(input, 'source'), '@evdev') ?? 'input',
    );
  const cards = children(devices, 'smartcard')
    .filter((card) => text(card, '@mode')?.startsWith('host') === true)
    .map(() => 'smart card');
  const named = [...opened, ...inputs, ...cards].map(
    (name): Tie => ({ kind: 'host-device', name, blocks: ALWAYS }),
  );
  return [...passed, ...named];
}

/** An iSCSI unit that the host reaches over the network is available on every host, but cannot migrate live. */
function hostDeviceOf(device: Node): TieList {
  if (isTeamed(device)) return [];
  const isNetwork = text(child(device, 'source'), '@protocol') === 'iscsi';
  return [{ kind: 'host-device', name: deviceName(device), blocks: isNetwork ? COPYING : ALWAYS }];
}

/** A virtual function from a network's pool is replaced by another one wherever the VM starts. */
function interfaceDeviceOf(one: Node): TieList {
  const source = child(one, 'source');
  const type = text(one, '@type');
  if (type === 'vdpa')
    return [{ kind: 'host-device', name: `vdpa ${text(source, '@dev') ?? ''}`.trim(), blocks: ALWAYS }];
  if (type !== 'hostdev' || isTeamed(one)) return [];
  const isPooled = text(source, '@network') !== null;
  return [{ kind: 'host-device', name: deviceName(one), blocks: isPooled ? COPYING : ALWAYS }];
}

function diskDeviceOf(disk: Node): TieList {
  const source = child(disk, 'source');
  const type = text(disk, '@type');
  if (type === 'nvme')
    return [{ kind: 'host-device', name: `nvme ${pciAddress(child(source, 'address'))}`, blocks: ALWAYS }];
  if (type === 'vhostvdpa')
    return [{ kind: 'host-device', name: `vdpa ${text(source, '@dev') ?? ''}`.trim(), blocks: ALWAYS }];
  if (type !== 'vhostuser') return [];
  return [{ kind: 'local-disk', name: text(source, '@path') ?? 'vhost-user', blocks: ALWAYS }];
}

/** A device in a team can be unplugged during a move, so it prevents none. */
const isTeamed = (device: Node): boolean => text(child(device, 'teaming'), '@type') === 'transient';

/** A device in the usual form: `pci 0000:3b:00.0`, `usb 1234:beef`, `mdev UUID`. */
export function deviceName(device: Node): string {
  const source = child(device, 'source');
  const address = child(source, 'address');
  const type = text(device, '@type');
  const kind = type === 'hostdev' ? 'pci' : (type ?? 'device');
  const uuid = text(address, '@uuid');
  if (uuid !== null) return `${kind} ${uuid}`;
  if (text(address, '@slot') !== null) return `${kind} ${pciAddress(address)}`;
  const vendor = text(child(source, 'vendor'), '@id');
  const product = text(child(source, 'product'), '@id');
  if (vendor !== null) return `${kind} ${vendor}:${product}`.replaceAll('0x', '');
  const adapter = text(child(source, 'adapter'), '@name');
  const unit = ['bus', 'target', 'unit'].map((part) => text(address, `@${part}`) ?? '0').join(':');
  if (adapter !== null) return address === null ? `${kind} ${adapter}` : `${kind} ${unit} of ${adapter}`;
  if (text(address, '@bus') !== null) return `${kind} ${text(address, '@bus')}:${text(address, '@device')}`;
  const named = text(source, '@name') ?? text(source, '@wwpn');
  return named === null ? kind : `${kind} ${named}`;
}

function pciAddress(address: Node | null): string {
  const hex = (name: string, digits: number) =>
    (text(address, `@${name}`)?.replace(/^0x/, '') ?? '0').padStart(digits, '0');
  return `${hex('domain', 4)}:${hex('bus', 2)}:${hex('slot', 2)}.${hex('function', 1)}`;
}
