/** Probabilities have 15 bits. The range is 32 bits wide and is refilled by bytes, as in LZMA. */
const PROBABILITY_BITS = 15;
const ONE = 1 << PROBABILITY_BITS;
const TOP = 2 ** 32;
/** A probability follows its bits quickly at first, and then by 1/32 of the difference. */
const SLOWEST_RATE = 5;
/** No bit ever becomes impossible. */
const LEAST = 24;

/*
 * Millions of bits are coded for a chart or an hour. So the state of a coder is kept in 32-bit integers, with a sign where there is none,
 * because the engine stores larger numbers outside of their object; and a model is one integer: its probability of a 0, and in the
 * lowest bits how many bits it has followed, as far as that matters.
 */
const SEEN_BITS = 3;
const SEEN = (1 << SEEN_BITS) - 1;
const UNUSED = (ONE / 2) << SEEN_BITS;

/** Adaptive probabilities of bits, each for one kind of bit of a stream. Encoder and decoder need equal ones. */
export class BitModels {
  readonly states: Int32Array;

  constructor(count: number) {
    this.states = new Int32Array(count).fill(UNUSED);
  }

  reset(): void {
    this.states.fill(UNUSED);
  }
}

function follow(state: number, bit: number): number {
  const seen = state & SEEN;
  const zero = state >> SEEN_BITS;
  const rate = seen < SLOWEST_RATE ? seen + 1 : SLOWEST_RATE;
  const next = bit ? zero - (zero >> rate) : zero + ((ONE - zero) >> rate);
  const possible = next < LEAST ? LEAST : next > ONE - LEAST ? ONE - LEAST : next;
  return (possible << SEEN_BITS) | (seen < SLOWEST_RATE ? seen + 1 : seen);
}

/**
 * A binary range coder (Martin, 1979) with adaptive probabilities: a bit that could be predicted costs little. `finish` returns
 * the bytes. The decoder reads zeros after the end, so trailing zeros are not stored. `begin` makes it ready for the next stream.
 */
export class RangeEncoder {
  private low = 0;
  private range = -1;
  private bytes = new Uint8Array(4096);
  private length = 0;

  begin(): void {
    this.low = 0;
    this.range = -1;
    this.length = 0;
  }

  encode(models: BitModels, model: number, bit: number): void {
    const state = models.states[model] ?? UNUSED;
    const bound = Math.imul(this.range >>> PROBABILITY_BITS, state >> SEEN_BITS) >>> 0;
    if (bit) {
      this.raise(bound);
      this.range = (this.range - bound) | 0;
    } else this.range = bound | 0;
    models.states[model] = follow(state, bit);
    this.refill();
  }

  /** The lowest `count` bits of a value, 16 at most, without a model: they are as likely 0 as 1. */
  encodePlain(value: number, count: number): void {
    const range = this.range >>> count;
    this.range = range | 0;
    this.raise(value * range);
    this.refill();
  }

  finish(): Uint8Array {
    // of all values in the range, one that ends with zeros
    this.raise(TOP / 256 - 1);
    this.push(this.low >>> 24);
    let { length } = this;
    while (length > 0 && this.bytes[length - 1] === 0) length--;
    return this.bytes.slice(0, length);
  }

  private raise(by: number): void {
    const low = (this.low >>> 0) + by;
    if (low >= TOP) this.carry();
    this.low = low | 0;
  }

  private carry(): void {
    let last = this.length - 1;
    while (this.bytes[last] === 0xff) this.bytes[last--] = 0;
    this.bytes[last] = (this.bytes[last] ?? 0) + 1;
  }

  private refill(): void {
    while (this.range >>> 24 === 0) {
      this.push(this.low >>> 24);
      this.range <<= 8;
      this.low <<= 8;
    }
  }

  private push(byte: number): void {
    if (this.length === this.bytes.length) {
      const { bytes } = this;
      this.bytes = new Uint8Array(2 * bytes.length);
      this.bytes.set(bytes);
    }
    this.bytes[this.length++] = byte;
  }
}

/** Reads what a RangeEncoder has written, in the same order and with equal models. */
export class RangeDecoder {
  private range = -1;
  private code = 0;
  private position = 0;
  private bytes: Uint8Array = new Uint8Array();

  begin(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.position = 0;
    this.range = -1;
    this.code = 0;
    for (let i = 0; i < 4; i++) this.code = (this.code << 8) | this.nextByte();
  }

  decode(models: BitModels, model: number): number {
    const state = models.states[model] ?? UNUSED;
    const bound = Math.imul(this.range >>> PROBABILITY_BITS, state >> SEEN_BITS) >>> 0;
    const bit = this.code >>> 0 < bound ? 0 : 1;
    if (bit) {
      this.code = (this.code - bound) | 0;
      this.range = (this.range - bound) | 0;
    } else this.range = bound | 0;
    models.states[model] = follow(state, bit);
    this.refill();
    return bit;
  }

  decodePlain(count: number): number {
    const range = this.range >>> count;
    const value = Math.min(((this.code >>> 0) / range) >>> 0, (1 << count) - 1);
    this.code = (this.code - Math.imul(value, range)) | 0;
    this.range = range | 0;
    this.refill();
    return value;
  }

  private refill(): void {
    while (this.range >>> 24 === 0) {
      this.range <<= 8;
      this.code = (this.code << 8) | this.nextByte();
    }
  }

  private nextByte(): number {
    const { bytes, position } = this;
    if (position >= bytes.length) return 0;
    this.position = position + 1;
    return bytes[position] ?? 0;
  }
}
