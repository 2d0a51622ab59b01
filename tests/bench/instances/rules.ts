import { type Generate, makeHost, type RuleInput, type VmInput } from './cluster-input.ts';
import type { Random } from './random.ts';
import { skewedVms } from './skew.ts';

const RACKS = 4;
const LARGEST_TOGETHER_MIB = 64 * 1024;

/** A skewed cluster with rules of every kind. Each VM is in one rule at most, and some rules are violated at the start. */
export const rules: Generate = (random, size) => {
  const racks = Math.min(RACKS, Math.max(2, Math.floor(size.hosts / 2)));
  const hosts = Array.from({ length: size.hosts }, (_, h) => ({
    ...makeHost(h),
    rack: `rack-${(h % racks) + 1}`,
  }));
  const vms = skewedVms(random, hosts, size);
  const hostIds = hosts.map(({ id }) => id);
  const deck = new Deck(random, vms);
  const rounds = Math.max(1, Math.floor(size.vms / 60));
  const drafts = Array.from({ length: rounds }, () => [
    apart(deck, Math.min(3, size.hosts)),
    together(deck),
    onHosts(random, deck, hostIds),
    notOnHosts(random, deck, hostIds),
    { kind: 'spreadRacks' as const, vmIds: deck.draw(racks) },
  ]).flat();
  return {
    hosts,
    vms,
    rules: drafts.map((draft, i) => ({
      ...draft,
      id: `r${i + 1}`,
      name: `${draft.kind} ${i + 1}`,
      mode: random.chance(0.75) ? ('must' as const) : ('should' as const),
    })),
  };
};

type Draft = Omit<RuleInput, 'id'>;

/** The VMs in random order; each is drawn once. */
class Deck {
  private readonly left: VmInput[];

  constructor(random: Random, vms: readonly VmInput[]) {
    this.left = random.shuffle(vms);
  }

  draw(count: number): string[] {
    return this.left.splice(0, count).map(({ id }) => id);
  }

  /** The first remaining VM that meets the condition, if any. */
  take(test: (vm: VmInput) => boolean): VmInput | undefined {
    const index = this.left.findIndex(test);
    return index < 0 ? undefined : this.left.splice(index, 1)[0];
  }
}

const apart = (deck: Deck, count: number): Draft => ({ kind: 'apart', vmIds: deck.draw(count) });

/** Two VMs that share a host, so that one move must not separate them, and a third on another host: the rule is violated. */
function together(deck: Deck): Draft {
  const isSmall = (vm: VmInput) => vm.memoryMiB <= LARGEST_TOGETHER_MIB / 3;
  const first = deck.take(isSmall);
  const second = deck.take((vm) => isSmall(vm) && vm.hostId === first?.hostId);
  const third = deck.take(isSmall);
  return { kind: 'together', vmIds: [first, second, third].flatMap((vm) => (vm ? [vm.id] : [])) };
}

function onHosts(random: Random, deck: Deck, hostIds: readonly string[]): Draft {
  const half = random.shuffle(hostIds).slice(0, Math.ceil(hostIds.length / 2));
  return { kind: 'onHosts', vmIds: deck.draw(2), hostIds: half };
}

function notOnHosts(random: Random, deck: Deck, hostIds: readonly string[]): Draft {
  return { kind: 'notOnHosts', vmIds: deck.draw(2), hostIds: random.shuffle(hostIds).slice(0, 1) };
}
