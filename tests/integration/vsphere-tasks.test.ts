import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVim, type Vim } from '../../lib/drivers/vsphere/client.ts';
import { createTaskFollower, type TaskFollower } from '../../lib/drivers/vsphere/followed-tasks.ts';
import { readBelow, textOf } from '../../lib/drivers/vsphere/properties.ts';
import { element, type Ref, reference, refOf, returned } from '../../lib/drivers/vsphere/soap.ts';
import { isOpen, type Task } from '../../lib/drivers/vsphere/tasks.ts';
import { present } from '../../lib/model/present.ts';
import { PASSWORD, startVcenter, USER, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';

const reason = whyNoVcenter();
const HOLD = 'DC0_C0_RP0_VM0';

describe.skipIf(reason !== undefined)(`tasks of vCenter that are followed ${reason ?? ''}`, () => {
  let vcenter: Vcenter;
  let vim: Vim;
  let follower: TaskFollower;
  let asked: string[] = [];
  let vms: { name: string; ref: Ref }[] = [];
  let hosts: Ref[] = [];

  beforeAll(async () => {
    vcenter = await startVcenter({ clusters: 1, hosts: 3, vms: 6 });
    const { address, fingerprint } = vcenter;
    const real = createVim({ address: new URL(address), user: USER, password: PASSWORD, fingerprint });
    const call: Vim['call'] = (method, ...args) => {
      asked.push(method);
      return real.call(method, ...args);
    };
    vim = { ...real, call };
    const root = (await vim.session()).manager('rootFolder');
    const seen = await readBelow(vim, root, { VirtualMachine: ['name'], HostSystem: ['name'] });
    hosts = seen.filter(({ ref }) => ref.type === 'HostSystem').map(({ ref }) => ref);
    vms = seen
      .filter(({ ref }) => ref.type === 'VirtualMachine')
      .map(({ ref, properties }) => ({ ref, name: present(textOf(properties, 'name'), 'a name') }));
  });
  afterAll(async () => {
    await vim.close();
    await vcenter.close();
  });
  beforeEach(async () => {
    follower = createTaskFollower(vim);
    asked = [];
    for (const vm of ['*', HOLD]) await vcenter.order('plan', { vm, plan: { ms: 2000 } });
  });

  const move = async ({ ref }: { ref: Ref }, to: Ref): Promise<Ref> => {
    const args = `<spec>${reference('host', to)}</spec>${element('priority', 'defaultPriority')}`;
    return present(refOf(returned(await vim.call('RelocateVM_Task', ref, args)), 'Task'), 'a task');
  };
  const moveAll = () => Promise.all(vms.map((vm, i) => move(vm, present(hosts[i % hosts.length], 'a host'))));
  const readAll = (tasks: readonly Ref[]): Promise<(Task | null)[]> =>
    Promise.all(tasks.map((task) => follower.read(task)));
  const followToEnd = async (tasks: readonly Ref[]) => {
    const ends = new Map<string, Task | null>();
    let rounds = 0;
    for (let open = [...tasks]; open.length > 0; rounds += 1) {
      const seen = await readAll(open);
      for (const [i, task] of seen.entries())
        if (task === null || !isOpen(task)) ends.set(present(open[i], 'a task').value, task);
      open = open.filter(({ value }) => !ends.has(value));
    }
    return { ends: tasks.map(({ value }) => ends.get(value)), rounds };
  };
  const untilNoneMoves = async (): Promise<void> => {
    while ((await vcenter.truth()).vms.some(({ isMoved }) => isMoved));
  };
  const count = (method: string): number => asked.filter((one) => one === method).length;

  it('are read with one request for all of them, to their ends', async () => {
    await vcenter.order('plan', {
      vm: HOLD,
      plan: { ms: 2500, fault: 'MigrationFault', failAt: 40 },
    });
    const tasks = await moveAll();
    const { ends, rounds } = await followToEnd(tasks);
    expect(rounds).toBeGreaterThan(3);
    expect(count('WaitForUpdatesEx')).toBeLessThanOrEqual(2 * rounds);
    expect(count('RetrievePropertiesEx')).toBeLessThanOrEqual(2 * tasks.length); // until they are announced
    const failed = vms.findIndex(({ name }) => name === HOLD);
    expect(ends.map((task) => task?.state)).toEqual(vms.map((_, i) => (i === failed ? 'error' : 'success')));
    expect(ends[failed]?.fault?.name).toBe('MigrationFault');
    expect(count('DestroyPropertyFilter')).toBe(tasks.length);
  });

  it('are followed again in a new session', async () => {
    const tasks = (await moveAll()).slice(1);
    await readAll(tasks);
    await vcenter.order('sessions', {});
    const { ends } = await followToEnd(tasks);
    expect(ends.map((task) => task?.state)).toEqual(tasks.map(() => 'success'));
    expect(count('CreatePropertyCollector')).toBeGreaterThanOrEqual(2);
  });

  it('that nobody reads any more do not keep the others from being followed', async () => {
    await readAll(await moveAll());
    await vcenter.order('restart', {}); // it has forgotten them
    await untilNoneMoves();
    const tasks = await moveAll();
    asked = [];
    const { ends, rounds } = await followToEnd(tasks);
    expect(ends.map((task) => task?.state)).toEqual(tasks.map(() => 'success'));
    expect(rounds).toBeGreaterThan(3);
    expect(count('RetrievePropertiesEx')).toBeLessThanOrEqual(3 * tasks.length);
    expect(count('CreatePropertyCollector')).toBeLessThanOrEqual(2);
  });

  it('that vCenter has forgotten are null, and the others are followed', async () => {
    const lost = await moveAll();
    await readAll(lost);
    await vcenter.order('restart', {});
    expect(await readAll(lost)).toEqual(lost.map(() => null));
    await untilNoneMoves();
    const tasks = await moveAll();
    const [gone, ...seen] = await readAll([present(lost[0], 'a task'), ...tasks]);
    expect(gone).toBeNull();
    expect(seen.every((task) => task !== null)).toBe(true);
    const { ends } = await followToEnd(tasks);
    expect(ends.map((task) => task?.state)).toEqual(tasks.map(() => 'success'));
  });
});
