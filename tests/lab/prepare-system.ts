import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type AptFile, findAptSource, sourcesListWithBackports } from './apt-sources.ts';
import { kernelPayload } from './kernel-image.ts';
import { run } from './shell.ts';

type Log = (line: string) => void;

/**
 * Installed on the machine: virsh, libraries of QEMU, TPMs and firmware for guests, keys, and the tools that build
 * the guest.
 */
const MACHINE_PACKAGES = [
  'libvirt-daemon',
  'libvirt-clients',
  'qemu-system-x86',
  'swtpm',
  'swtpm-tools',
  'ovmf',
  'openssh-client',
  'gnutls-bin',
  'busybox-static',
  'iproute2',
  'cpio',
  'lz4',
  'gcc',
  'libc6-dev',
];

/**
 * Unpacked for the lab's hosts only. QEMU 7.2, which Debian 12 installs, corrupts the memory of busy guests when it
 * migrates them under software emulation, while virsh reports success. QEMU 10 does not.
 */
const HYPERVISOR_PACKAGES = [
  'qemu-system-x86',
  'qemu-system-common',
  'qemu-system-data',
  'seabios',
  'libvirt0',
  'libvirt-clients',
  'libvirt-common',
  'libvirt-daemon',
  'libvirt-daemon-common',
  'libvirt-daemon-lock',
  'libvirt-daemon-log',
  'libvirt-daemon-plugin-lockd',
  ...['qemu', 'storage', 'nodedev', 'interface', 'secret'].map((name) => `libvirt-daemon-driver-${name}`),
];

/** Also unpacked for the hosts only. If it were installed, it would open port 22 of the machine itself. */
const SSH_PACKAGES = ['openssh-server', 'libwrap0'];

/** The guest's drivers, in loading order. */
const GUEST_MODULES = [
  'drivers/virtio/virtio_ring',
  'drivers/virtio/virtio',
  'drivers/virtio/virtio_pci_modern_dev',
  'drivers/virtio/virtio_pci_legacy_dev',
  'drivers/virtio/virtio_pci',
  'net/core/failover',
  'drivers/net/net_failover',
  'drivers/net/virtio_net',
  'drivers/virtio/virtio_balloon',
  'drivers/acpi/button', // so that a guest can be asked to shut down
  'drivers/input/evdev',
];

const APT_ENV = { DEBIAN_FRONTEND: 'noninteractive' };

/** Installs missing packages on the machine, from its own package sources. */
async function installMachinePackages(log: Log): Promise<void> {
  const missing: string[] = [];
  for (const name of MACHINE_PACKAGES) {
    const status = await run('dpkg', ['-s', name]).catch(() => '');
    if (!status.includes('Status: install ok installed')) missing.push(name);
  }
  if (missing.length === 0) return;
  log(`Installing ${missing.join(', ')} ...`);
  const patience = ['-o', 'DPkg::Lock::Timeout=300'];
  // Another apt may be reading its lists at this moment. Slightly outdated lists are sufficient.
  await run('apt-get', ['update', '-qq', ...patience], { env: APT_ENV }).catch((error: Error) =>
    log(error.message),
  );
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...patience, ...missing];
  await run('apt-get', install, { env: APT_ENV });
}

function readAptFiles(): AptFile[] {
  const parts = '/etc/apt/sources.list.d';
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  return ['/etc/apt/sources.list', ...names.map((name) => join(parts, name))]
    .filter((path) => /\.(list|sources)$/.test(path) && existsSync(path))
    .map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }));
}

/** Options for apt's lists and archives below `work`, so that those of the machine do not change. */
function privateApt(work: string): { suite: string; options: string[] } {
  const suite = /^VERSION_CODENAME=(\S+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const source = findAptSource(readAptFiles(), suite);
  if (!source) throw new Error(`No package source for "${suite} main" is configured on this machine.`);
  const list = join(work, 'sources.list');
  writeFileSync(list, sourcesListWithBackports(source, suite));
  for (const dir of ['lists/partial', 'archives/partial', 'debs'])
    mkdirSync(join(work, dir), { recursive: true });
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': work,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  return { suite, options: Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]) };
}

/** The distribution's small kernel and its virtio modules. It is unpacked so that QEMU can start it directly. */
async function takeKernel(work: string, target: string): Promise<void> {
  const boot = join(work, 'kernel/boot');
  const image = readdirSync(boot).find((name) => name.startsWith('vmlinuz-')) ?? '';
  const { payload, unpackedBytes } = kernelPayload(readFileSync(join(boot, image)));
  const packed = join(work, 'vmlinux.lz4');
  const kernel = join(target, 'vmlinux');
  writeFileSync(packed, payload);
  await run('lz4', ['-q', '-d', '-f', packed, kernel]);
  const unpacked = readFileSync(kernel);
  if (unpacked.length !== unpackedBytes || unpacked.toString('latin1', 1, 4) !== 'ELF') {
    throw new Error(`The kernel in ${image} was not unpacked as expected.`);
  }
  const modules = join(target, 'modules');
  mkdirSync(modules);
  const from = join(work, 'kernel/lib/modules', image.replace('vmlinuz-', ''), 'kernel');
  for (const name of GUEST_MODULES)
    copyFileSync(join(from, `${name}.ko`), join(modules, `${basename(name)}.ko`));
  writeFileSync(join(modules, 'order'), GUEST_MODULES.map((name) => `${basename(name)}.ko\n`).join(''));
}

async function fetchSystem(work: string, log: Log): Promise<string> {
  const target = join(work, 'system');
  mkdirSync(target);
  const { suite, options } = privateApt(work);
  log(`Fetching QEMU, libvirt and a guest kernel from ${suite} and its backports ...`);
  await run('apt-get', [...options, '-qq', 'update']);
  const depends = await run('apt-cache', [...options, 'depends', 'linux-image-cloud-amd64']);
  const kernel = /Depends: (\S+)/.exec(depends)?.[1];
  if (!kernel) throw new Error('The distribution has no linux-image-cloud-amd64.');
  const debs = join(work, 'debs');
  const backports = HYPERVISOR_PACKAGES.map((name) => `${name}/${suite}-backports`);
  await run('apt-get', [...options, '-qq', 'download', kernel, ...SSH_PACKAGES, ...backports], { cwd: debs });
  for (const file of readdirSync(debs)) {
    const root = file.startsWith('linux-image') ? join(work, 'kernel') : target;
    await run('dpkg-deb', ['-x', join(debs, file), root]);
  }
  await takeKernel(work, target);
  return target;
}

/**
 * Ensures that the machine and the cache have everything that hosts and guests need, and returns the cached folder:
 * `usr/` for the hosts, `vmlinux` and `modules/` for the guests. Two labs may do this at the same time: each
 * prepares in its own folder, and the first to finish is used.
 */
export async function prepareSystem(cacheDir: string, log: Log): Promise<string> {
  await installMachinePackages(log);
  const contents = [...HYPERVISOR_PACKAGES, ...SSH_PACKAGES, ...GUEST_MODULES].join();
  const system = join(cacheDir, `system-${createHash('sha256').update(contents).digest('hex').slice(0, 12)}`);
  if (existsSync(system)) return system;
  mkdirSync(cacheDir, { recursive: true });
  const work = mkdtempSync(join(cacheDir, 'fetch-'));
  try {
    const fetched = await fetchSystem(work, log);
    try {
      renameSync(fetched, system);
    } catch (error) {
      if (!existsSync(system)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return system;
}
