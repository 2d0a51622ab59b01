import { describe, expect, it } from 'vitest';
import { fixture } from '../fake-virsh.ts';
import { readDefinition } from './read-definition.ts';

const withDevices = (devices: string, rest = '') =>
  readDefinition(`<domain type='kvm'><name>vm</name>${rest}<devices>${devices}</devices></domain>`);
const tiesOf = (devices: string, rest = '') =>
  (withDevices(devices, rest)?.ties ?? []).map(({ kind, name, blocks }) => `${kind} ${name} ${blocks}`);

const ALL = 'live,quick,offline';
/** A pattern that goes back for each of 200,000 words needs far longer. */
const HANG_MS = 60_000;

describe('the definition of a VM', () => {
  it('returns networks and required CPU features', () => {
    expect(readDefinition(fixture('dumpxml-running'))).toMatchObject({
      networks: ['br0'],
      storages: [],
      localDevices: [],
      cpuFeatures: ['hypervisor', 'lahf_lm'],
    });
  });

  it('returns storage pools of volumes, host devices, and the device of a macvtap interface', () => {
    expect(readDefinition(fixture('dumpxml-devices'))).toMatchObject({
      networks: ['eth3', 'lan'],
      storages: ['san-1'],
      localDevices: ['mdev c2177883-f1bb-47f0-914d-32a22e3a8804', 'pci 0000:3b:00.0', 'usb 1234:beef'],
      cpuFeatures: ['vmx'],
    });
  });

  it('returns nothing for truncated or invalid XML', () => {
    expect(readDefinition('')).toBeNull();
    expect(readDefinition('error: no domain')).toBeNull();
    expect(readDefinition('<domain></wrong>')?.networks ?? []).toEqual([]);
  });

  it('does not expand entities', () => {
    const lol = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <domain><name>&b;</name><devices/></domain>`;
    expect(readDefinition(lol)?.networks ?? []).toEqual([]);
  });

  it('uses the CPU element of the VM, not one in its metadata, and writes it as XML again', () => {
    const definition = withDevices(
      '',
      `<metadata><x:i xmlns:x='urn:x'><cpu mode='custom'><model>other</model></cpu></x:i></metadata>
       <cpu mode='custom' match='exact' check='partial'><model fallback='forbid'>EPYC</model>
         <feature policy='require' name='x2apic'/><feature policy='disable' name='true'/></cpu>`,
    );
    expect(definition?.cpu).toMatchObject({ mode: 'custom', check: 'partial' });
    expect(definition?.cpu?.xml).toBe(
      '<cpu mode="custom" match="exact" check="partial"><model fallback="forbid">EPYC</model>' +
        '<feature policy="require" name="x2apic"/><feature policy="disable" name="true"/></cpu>',
    );
  });

  it('reads a hostile description in one pass', { timeout: HANG_MS }, () => {
    expect(withDevices('', `<description>${'&lt;cpu '.repeat(200_000)}</description>`)?.cpu).toBeNull();
  });

  it('has a digest that changes with the definition, but not with what a start of the VM adds', () => {
    const disk = (path: string) => `<disk type='file'><source file='${path}'/></disk>`;
    const plain = withDevices(disk('/a'))?.digest;
    expect(plain).toMatch(/^[0-9a-f]{16}$/);
    expect(withDevices(`${disk('/a')}<console type='pty' tty='/dev/pts/4'/>`)?.digest).toBe(plain);
    expect(withDevices(disk('/b'))?.digest).not.toBe(plain);
    expect(withDevices(disk('/a'), "<memory unit='GiB'>4</memory>")?.digest).not.toBe(plain);
  });
});

describe('what ties a VM to its host', () => {
  // after kubevirt/kubevirt#5763, #6379 and canonical/microcloud#252
  it.each([
    [
      "<filesystem type='mount'><driver type='virtiofs'/><source dir='/srv/build'/><target dir='b'/></filesystem>",
      `shared-folder /srv/build ${ALL}`,
    ],
    [
      "<filesystem type='mount'><source dir='/data'/><target dir='hostshare'/></filesystem>",
      `shared-folder /data ${ALL}`,
    ],
    [
      "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>",
      `host-device vdpa /dev/vhost-vdpa-0 ${ALL}`,
    ],
    [
      "<disk type='nvme'><source type='pci' namespace='1'><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source></disk>",
      `host-device nvme 0000:01:00.0 ${ALL}`,
    ],
    [
      "<shmem name='looking-glass'><model type='ivshmem-plain'/></shmem>",
      'memory-device looking-glass live,quick',
    ],
    ["<tpm><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>", `tpm /dev/tpm0 ${ALL}`],
    ["<tpm><backend type='emulator' version='2.0'/></tpm>", 'tpm emulated TPM offline'],
    [
      "<memory model='nvdimm'><source><path>/dev/pmem0</path></source></memory>",
      `memory-device /dev/pmem0 ${ALL}`,
    ],
    [
      "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/></source></hostdev>",
      `host-device scsi scsi_host0 ${ALL}`,
    ],
    [
      "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn.x'/></hostdev>",
      'host-device scsi iqn.x live,quick',
    ],
    [
      "<disk type='vhostuser'><source type='unix' path='/run/spdk.sock'/></disk>",
      `local-disk /run/spdk.sock ${ALL}`,
    ],
    [
      "<disk type='file'><target dev='vda'/><mirror type='file' job='copy'/></disk>",
      'block-job vda live,quick',
    ],
    ["<disk type='file'><target dev='vda'/><transient/></disk>", 'feature transient disk vda live,quick'],
    [
      "<interface type='hostdev'><source network='sriov'><address type='pci' domain='0x0000' bus='0x5e' slot='0x02' function='0x1'/></source></interface>",
      'host-device pci 0000:5e:02.1 live,quick',
    ],
    ["<serial type='dev'><source path='/dev/ttyS0'/></serial>", `host-device /dev/ttyS0 ${ALL}`],
    [
      "<video><model type='virtio'><acceleration accel3d='yes'/></model></video>",
      'feature 3D acceleration live,quick',
    ],
  ])('reads %s', (xml, expected) => {
    expect(tiesOf(xml)).toEqual([expected]);
  });

  it.each([
    ["<launchSecurity type='sev'/>", 'feature SEV live,quick'],
    [
      "<os><loader type='pflash'>/code.fd</loader><nvram>/var/lib/vm_VARS.fd</nvram></os>",
      'firmware-state /var/lib/vm_VARS.fd offline',
    ],
    ["<os firmware='efi'/>", 'firmware-state NVRAM offline'],
    ["<cpu mode='host-passthrough' migratable='off'/>", 'feature CPU not migratable live,quick'],
    ["<cpu mode='host-model'><feature policy='require' name='invtsc'/></cpu>", 'feature invtsc live,quick'],
    ["<features><hyperv mode='passthrough'/></features>", 'feature Hyper-V passthrough live,quick'],
    [
      "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='-device'/><qemu:arg value='vfio-pci,host=01:00.0'/></qemu:commandline>",
      `host-device vfio-pci,host=01:00.0 ${ALL}`,
    ],
  ])('reads %s of the VM as a whole', (xml, expected) => {
    expect(tiesOf('', xml)).toEqual([expected]);
  });

  it.each([
    ["<interface type='hostdev'><source/><teaming type='transient' persistent='ua-net0'/></interface>"],
    ["<shmem name='x' role='master'><model type='ivshmem-plain'/></shmem>"],
    ["<memory model='virtio-mem'><target/></memory>"],
    ["<disk type='file' device='cdrom'><target dev='sda'/></disk>"],
    ["<serial type='pty'/><channel type='unix'/>"],
  ])('finds no tie in %s', (xml) => {
    expect(tiesOf(xml)).toEqual([]);
  });

  it('allows an invariant TSC with a fixed frequency', () => {
    const cpu = "<cpu><feature policy='require' name='invtsc'/></cpu>";
    expect(tiesOf('', `${cpu}<clock><timer name='tsc' frequency='2500000000'/></clock>`)).toEqual([]);
  });
});

describe('the CPU and memory requirements of a VM', () => {
  // after OpenNebula/one#6772
  it('reads pins and NUMA nodes', () => {
    const rest = `<vcpu placement='static' cpuset='32-39'>8</vcpu>
      <cputune><vcpupin vcpu='0' cpuset='40'/><emulatorpin cpuset='1,3-4,^3'/></cputune>
      <numatune><memory mode='strict' nodeset='1'/></numatune>`;
    expect(withDevices('', rest)).toMatchObject({
      hostCpus: [1, 4, 32, 33, 34, 35, 36, 37, 38, 39, 40],
      numaNodes: [1],
      hugePageKiB: null,
    });
  });

  // after kubernetes/kubernetes#132084
  it.each([
    ["<hugepages><page size='1048576' unit='KiB'/></hugepages>", 1_048_576],
    ["<hugepages><page size='1' unit='G' nodeset='0'/></hugepages>", 1_048_576],
    ['<hugepages/>', 2048],
    ["<source type='memfd'/>", null],
  ])('reads huge pages from %s', (xml, expected) => {
    expect(withDevices('', `<memoryBacking>${xml}</memoryBacking>`)?.hugePageKiB).toBe(expected);
  });
});

describe('the disks of a VM', () => {
  // after apache/cloudstack#3027
  it('returns which disks may be missing, which are discs, and the backing chain of a disk', () => {
    const definition = withDevices(`
      <disk type='file' device='cdrom'><source file='/iso/virtio-win.iso' startupPolicy='optional'/></disk>
      <disk type='file' device='disk'><source file='/a/top.qcow2'/>
        <backingStore type='file'><source file='/b/base.qcow2'/><backingStore/></backingStore></disk>
      <disk type='network' device='disk'><source protocol='rbd' name='vms/x'/></disk>
      <disk type='block' device='disk'><source dev='/dev/mapper/x'/></disk>
      <disk type='volume' device='disk'><source pool='san' volume='x.img'/></disk>`);
    const seen = definition?.disks.map((disk) => [
      disk.kind,
      disk.volume,
      disk.isReadOnly,
      disk.mayBeMissing,
    ]);
    expect(seen).toEqual([
      ['file', '/iso/virtio-win.iso', true, true],
      ['file', '/a/top.qcow2', false, false],
      ['file', '/b/base.qcow2', false, false],
      ['network', 'rbd:vms/x', false, false],
      ['block', '/dev/mapper/x', false, false],
      ['file', 'x.img', false, false],
    ]);
  });
});

describe('the manager of a VM', () => {
  const metadata = (xml: string) => `<metadata>${xml}</metadata>`;
  const product = (name: string, value: string) =>
    `<sysinfo type='smbios'><system><entry name='${name}'>${value}</entry></system></sysinfo>`;

  it.each([
    [metadata("<nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'/>"), 'OpenStack Nova'],
    [`<metadata xmlns:ovirt-vm='http://ovirt.org/vm/1.0'><ovirt-vm:vm/></metadata>`, 'oVirt'],
    [metadata("<one:vm xmlns:one='http://opennebula.org/xmlns/libvirt/1.0'/>"), 'OpenNebula'],
    [metadata("<kubevirt xmlns='http://kubevirt.io'><uid>1</uid></kubevirt>"), 'KubeVirt'],
    [product('product', 'CloudStack KVM Hypervisor'), 'Apache CloudStack'],
    [product('product', 'OpenStack Compute'), 'OpenStack Nova'],
    [
      metadata("<libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'/>"),
      null,
    ],
    [metadata("<c:data xmlns:c='https://github.com/cockpit-project/cockpit-machines'/>"), null],
    [product('product', 'PowerEdge R640'), null],
  ])('%s', (xml, expected) => {
    expect(withDevices('', xml)?.managedBy).toBe(expected);
  });
});

describe('the tags of a VM', () => {
  const uri = 'urn:ballast:tags:1';
  const element = `<b:tags xmlns:b='${uri}'><b:tag>Web</b:tag><b:tag> prod </b:tag></b:tags>`;
  const other = "<o:tags xmlns:o='https://example.com/tags'><o:tag>foreign</o:tag></o:tags>";

  it.each([
    ['a prefix', `<metadata>${other}${element}</metadata>`, ['prod', 'web']],
    [
      'the form that virsh metadata writes',
      `<metadata><b:tags xmlns:b='${uri}'><tag>db</tag></b:tags></metadata>`,
      ['db'],
    ],
    ['the default namespace', `<metadata><tags xmlns='${uri}'><tag>db</tag></tags></metadata>`, ['db']],
    [
      'a namespace around it',
      `<metadata xmlns:x='${uri}'><x:tags><x:tag>db</x:tag></x:tags></metadata>`,
      ['db'],
    ],
    ['another namespace', `<metadata>${other}</metadata>`, []],
    ['no namespace', '<metadata><tags><tag>db</tag></tags></metadata>', []],
    ['no metadata', '', []],
  ])('are read with %s', (_, xml, expected) => {
    expect(withDevices('', xml)?.tags).toEqual(expected);
  });

  it('change no digest, because no move depends on them', () => {
    const digest = (xml: string) => withDevices('', xml)?.digest;
    expect(digest(`<metadata>${element}</metadata>`)).toBe(digest('<metadata/>'));
  });
});
