/** A `<disk>` that any lab host can open, unless its source type determines the verdict on the definition. */
function plainDisk(disk: string, image: string): string {
  if (/type='(nvme|vhostuser)'/.test(disk)) return disk;
  const target = /<target [^>]*\/>/.exec(disk)?.[0] ?? '';
  const device = /device='(\w+)'/.exec(disk)?.[1] === 'cdrom' ? 'cdrom' : 'disk';
  const source = device === 'cdrom' ? '' : `<source file='${image}'/>`;
  return `<disk type='file' device='${device}'><driver name='qemu' type='raw' cache='none'/>${source}${target}</disk>`;
}

/**
 * A definition of the gallery in a form that a lab host can run, paused at its first instruction: small, emulated,
 * with plain disks, and without networks, graphics and host CPU. Ties to the host are kept. `folder` is visible to
 * both hosts.
 */
export function makeAlike(xml: string, folder: string): string {
  const changes: [RegExp, string][] = [
    [/<domain type='kvm'/, "<domain type='qemu'"],
    [/<memory unit='GiB'>4</, "<memory unit='MiB'>64<"],
    [/<memory unit='GiB'>\d+(?=<\/memory>\s*<(vcpu|memoryBacking))/, "<memory unit='MiB'>64"],
    [/<(currentMemory|hyperv|video|cputune|hugepages|clock)\b[^/]*?>.*?<\/\1>/gs, ''],
    [/<locked\/>/, ''],
    [/<graphics\b[^>]*\/>|<graphics\b[^>]*>.*?<\/graphics>/gs, ''],
    [/<channel type='spicevmc'.*?<\/channel>|<redirdev [^>]*\/>/gs, ''],
    [/<cpu mode='host-[^>]*\/>/g, ''],
    [/<cpu mode='host-[^>]*>(?=<numa>)/, '<cpu>'],
    [/memory='\d+' unit='GiB'(?= memAccess|\/>)/, "memory='64' unit='MiB'"],
    [/ cpuset='[^']*'/, ''],
    [/nodeset='1'/g, "nodeset='0'"],
    [/<interface type='(bridge|network|ethernet|vhostuser)'.*?<\/interface>/gs, ''],
    [/<source dev='enp3s0f0.3128'/, "<source dev='lab-macvtap'"],
    [/(>|=')\/srv\/nas\/(?=\w+_VARS)/, `$1${folder}/`],
    [/<source dir='[^']*'\/>/, `<source dir='${folder}'/>`],
    [/(?<=<path>)\/dev\/pmem0/, `${folder}/pmem0`],
    [/(?<=<driver type='virtiofs'\/>)/, "<binary path='/usr/lib/qemu/virtiofsd'/>"],
  ];
  const small = changes.reduce((text, [from, to]) => text.replace(from, to), xml);
  return small.replace(/<disk .*?<\/disk>/gs, (disk) => plainDisk(disk, `${folder}/disk.img`));
}
