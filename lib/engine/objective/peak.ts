import type { Loads, Measure } from './measure.ts';

/**
 * max(cpu load) + max(memory load). The search follows norms of order 64 instead, which are at most a few percent
 * above the maxima: a maximum does not depend on the second fullest host, so a search on it gets stuck.
 */
export class Peak implements Measure {
  private readonly cpu: PowerSum;
  private readonly memory: PowerSum;
  value: number;

  constructor(loads: Loads) {
    this.cpu = new PowerSum(loads.cpu, loads.isCounted);
    this.memory = new PowerSum(loads.memory, loads.isCounted);
    this.value = this.cpu.norm() + this.memory.norm();
  }

  get figure(): number {
    return this.cpu.greatest() + this.memory.greatest();
  }

  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number {
    return this.cpu.normAfter(a, cpuA, b, cpuB) + this.memory.normAfter(a, memoryA, b, memoryB);
  }

  update(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): void {
    this.cpu.set(a, cpuA, b, cpuB);
    this.memory.set(a, memoryA, b, memoryB);
    this.value = this.cpu.norm() + this.memory.norm();
  }
}

/**
 * The sum of 64th powers. They differ by so many orders of magnitude that subtracting a large one would leave mostly
 * rounding errors. Therefore the two largest are stored separately, and the rest stays exact enough whichever two
 * hosts change.
 */
class PowerSum {
  private readonly terms: Float64Array;
  private first = -1; // the hosts with the greatest terms
  private second = -1;
  private rest = 0;

  constructor(
    loads: Float64Array,
    private readonly isCounted: Uint8Array,
  ) {
    this.terms = loads.map((load, host) => this.termOf(host, load));
    this.addUp();
  }

  greatest(): number {
    return root64(this.term(this.first));
  }

  norm(): number {
    return root64(this.rest + this.term(this.first) + this.term(this.second));
  }

  normAfter(a: number, loadA: number, b: number, loadB: number): number {
    let others = this.rest;
    if (this.first !== a && this.first !== b) others += this.term(this.first);
    if (this.second !== a && this.second !== b) others += this.term(this.second);
    if (a !== this.first && a !== this.second) others -= this.terms[a];
    if (b !== this.first && b !== this.second) others -= this.terms[b];
    return root64((others > 0 ? others : 0) + this.termOf(a, loadA) + this.termOf(b, loadB));
  }

  set(a: number, loadA: number, b: number, loadB: number): void {
    this.terms[a] = this.termOf(a, loadA);
    this.terms[b] = this.termOf(b, loadB);
    this.addUp();
  }

  private termOf(host: number, load: number): number {
    return this.isCounted[host] ? power64(load) : 0;
  }

  private term(host: number): number {
    return host < 0 ? 0 : this.terms[host];
  }

  private addUp(): void {
    const { terms } = this;
    this.first = -1;
    this.second = -1;
    this.rest = 0;
    let [most, next] = [-1, -1];
    for (let host = 0; host < terms.length; host++) {
      const term = terms[host];
      if (term <= next) {
        this.rest += term;
        continue;
      }
      if (next > 0) this.rest += next;
      if (term > most) {
        this.second = this.first;
        this.first = host;
        next = most;
        most = term;
      } else {
        this.second = host;
        next = term;
      }
    }
  }
}

/** Loads beyond 1,000,000 percent count as that, which keeps the power and the sum finite. */
const MAX_LOAD = 1e4;

function power64(load: number): number {
  let power = load < MAX_LOAD ? load : MAX_LOAD;
  for (let i = 0; i < 6; i++) power *= power;
  return power;
}

function root64(sum: number): number {
  let root = sum;
  for (let i = 0; i < 6; i++) root = Math.sqrt(root);
  return root;
}
