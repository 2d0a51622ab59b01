/** Probabilities have 15 bits. The range is 32 bits wide and is refilled by bytes, as in LZMA. */
const PROBABILITY_BITS = 15;
const ONE = 1 << PROBABILITY_BITS;
const REFILL_BELOW = 2 ** 24;
const TOP = 2 ** 32;
/** A probability follows its bits quickly at first, and then by 1/32 of the difference. */
const SLOWEST_RATE = 5;
/** No bit ever becomes impossible. */
const LEAST = 24;

/** Adaptive probabilities of bits, each for one kind of bit of a stream. Encoder and decoder need equal ones. */
export class BitModels {
  private readonly zero: Uint16Array; // probability of a 0
  private readonly seen: Uint8Array; // how many bits it has followed, as far as that matters

  constructor(count: number) {
    this.zero = new Uint16Array(count).fill(ONE / 2);
    this.seen = new Uint8Array(count);
  }

  zeroOf(model: number): number {
    return this.zero[model] ?? ONE / 2;
  }

  follow(model: number, bit: number): void {
    const seen = this.seen[model] ?? 0;
    const rate = seen < SLOWEST_RATE ? seen + 1 : SLOWEST_RATE;
    if (seen < SLOWEST_RATE) this.seen[model] = seen + 1;
    const zero = this.zero[model] ?? ONE / 2;
    const next = bit ? zero - (zero >> rate) : zero + ((ONE - zero) >> rate);
    this.zero[model] = next < LEAST ? LEAST : next > ONE - LEAST ? ONE - LEAST : next;
  }
}

/**
 * A binary range coder (Martin, 1979) with adaptive probabilities: a bit that could be predicted costs little. `finish` returns
 * the bytes. The decoder reads zeros after the end, so trailing zeros are not stored.
 */
export class RangeEncoder {
  private low = 0;
  private range = TOP - 1;
  private held = 0; // the last byte, which a carry may still change
  private heldCount = 1; // it, and the 255s after it
  private readonly bytes: number[] = [];

  encode(models: BitModels, model: number, bit: number): void {
    const bound = (this.range >>> PROBABILITY_BITS) * models.zeroOf(model);
    if (bit) {
      this.low += bound;
      this.range -= bound;
    } else this.range = bound;
    models.follow(model, bit);
    this.refill();
  }

  /** The lowest `count` bits of a value, 16 at most, without a model: they are as likely 0 as 1. */
  encodePlain(value: number, count: number): void {
    this.range >>>= count;
    this.low += value * this.range;
    this.refill();
  }

  finish(): Uint8Array {
    // of all values in the range, one that ends with zeros
    const end = Math.ceil(this.low / REFILL_BELOW) * REFILL_BELOW;
    this.low = end < this.low + this.range ? end : this.low;
    for (let i = 0; i < 5; i++) this.shift();
    let length = this.bytes.length;
    while (length > 1 && this.bytes[length - 1] === 0) length--;
    return Uint8Array.from(this.bytes.slice(1, length)); // the first byte is always 0
  }

  private refill(): void {
    while (this.range < REFILL_BELOW) {
      this.range = (this.range << 8) >>> 0;
      this.shift();
    }
  }

  private shift(): void {
    if (this.low < 0xff000000 || this.low >= TOP) {
      const carry = this.low >= TOP ? 1 : 0;
      this.bytes.push((this.held + carry) & 0xff);
      for (let i = 1; i < this.heldCount; i++) this.bytes.push((0xff + carry) & 0xff);
      this.heldCount = 0;
      this.held = Math.floor(this.low / REFILL_BELOW) & 0xff;
    }
    this.heldCount++;
    this.low = (this.low % REFILL_BELOW) * 256;
  }
}

/** Reads what a RangeEncoder has written, in the same order and with equal models. */
export class RangeDecoder {
  private range = TOP - 1;
  private code = 0;
  private position = 0;

  constructor(private readonly bytes: Uint8Array) {
    for (let i = 0; i < 4; i++) this.code = this.code * 256 + this.nextByte();
  }

  decode(models: BitModels, model: number): number {
    const bound = (this.range >>> PROBABILITY_BITS) * models.zeroOf(model);
    const bit = this.code < bound ? 0 : 1;
    if (bit) {
      this.code -= bound;
      this.range -= bound;
    } else this.range = bound;
    models.follow(model, bit);
    this.refill();
    return bit;
  }

  decodePlain(count: number): number {
    this.range >>>= count;
    const value = Math.min(Math.floor(this.code / this.range), (1 << count) - 1);
    this.code -= value * this.range;
    this.refill();
    return value;
  }

  private refill(): void {
    while (this.range < REFILL_BELOW) {
      this.range = (this.range << 8) >>> 0;
      this.code = (this.code % REFILL_BELOW) * 256 + this.nextByte();
    }
  }

  private nextByte(): number {
    return this.bytes[this.position++] ?? 0;
  }
}
