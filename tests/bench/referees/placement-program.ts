import { present } from '../../../lib/model/present.ts';
import type { Snapshot, SnapshotHost, SnapshotVm } from '../../../lib/model/snapshot.ts';
import type { Placement } from './figures.ts';
import { LinearProgram, type Terms } from './linear-program.ts';

/** VMs as 0-or-1 variables on their possible hosts, with the hard limits of docs/snapshot.md as rows. */
export class PlacementProgram {
  readonly program = new LinearProgram();
  private readonly variables = new Map<string, { vm: SnapshotVm; host: SnapshotHost }>();
  private readonly byVm = new Map<string, string[]>();
  private readonly byHost = new Map<string, string[]>();

  constructor(
    readonly snapshot: Snapshot,
    readonly mayBe: (vm: SnapshotVm, host: SnapshotHost) => boolean,
  ) {
    snapshot.vms.forEach((vm, v) => {
      snapshot.hosts.forEach((host, h) => {
        if (!mayBe(vm, host)) return;
        const name = this.program.binary(`x${v}_${h}`);
        this.variables.set(name, { vm, host });
        push(this.byVm, vm.id, name);
        push(this.byHost, host.id, name);
      });
    });
    for (const vm of snapshot.vms) if (this.byVm.has(vm.id)) this.program.exactly(this.ofVm(vm), 1);
    for (const host of snapshot.hosts) this.limitMemory(host);
    for (const rule of snapshot.rules) {
      if (rule.kind === 'apart' && rule.mode === 'must') this.keepApart(new Set(rule.vmIds));
    }
  }

  /** False: a VM has no possible host, so there is nothing to solve. */
  hasPlaceForEach(): boolean {
    return this.snapshot.vms.every((vm) => this.byVm.has(vm.id));
  }

  /** Every variable that means that a VM is not on its first host. */
  moves(): Terms {
    return [...this.variables].flatMap(([name, { vm, host }]) =>
      vm.hostId === host.id ? [] : [[1, name] as const],
    );
  }

  /** The load of a host, as shares of its capacity. */
  load(host: SnapshotHost, resource: 'cpu' | 'memory'): Terms {
    const size =
      resource === 'cpu' ? host.cpuMhz - host.reserve.cpuMhz : host.memoryMiB - host.reserve.memoryMiB;
    return this.ofHost(host).map(([, name]) => [this.use(name, resource) / size, name] as const);
  }

  placementFrom(values: ReadonlyMap<string, number>): Placement {
    const chosen = [...this.variables].filter(([name]) => (values.get(name) ?? 0) > 0.5);
    return new Map(chosen.map(([, { vm, host }]) => [vm.id, host.id]));
  }

  private use(name: string, resource: 'cpu' | 'memory'): number {
    const vm = this.variables.get(name)?.vm;
    if (vm === undefined || vm.state === 'stopped') return 0;
    if (resource === 'memory') return vm.demand.memoryMiB ?? vm.memoryMiB;
    return vm.state === 'running' ? (vm.demand.cpuMhz ?? 0) : 0;
  }

  private limitMemory(host: SnapshotHost): void {
    const held = this.ofHost(host).map(([, name]) => {
      const vm = this.variables.get(name)?.vm;
      return [vm === undefined || vm.state === 'stopped' ? 0 : vm.memoryMiB, name] as const;
    });
    if (held.length > 0) this.program.atMost(held, host.memoryMiB - host.reserve.memoryMiB);
  }

  private keepApart(vmIds: ReadonlySet<string>): void {
    for (const host of this.snapshot.hosts) {
      const members = this.ofHost(host).filter(([, name]) =>
        vmIds.has(present(this.variables.get(name), name).vm.id),
      );
      if (members.length > 1) this.program.atMost(members, 1);
    }
  }

  private ofVm(vm: SnapshotVm): Terms {
    return (this.byVm.get(vm.id) ?? []).map((name) => [1, name] as const);
  }

  private ofHost(host: SnapshotHost): Terms {
    return (this.byHost.get(host.id) ?? []).map((name) => [1, name] as const);
  }
}

function push(lists: Map<string, string[]>, key: string, name: string): void {
  const list = lists.get(key);
  if (list) list.push(name);
  else lists.set(key, [name]);
}
