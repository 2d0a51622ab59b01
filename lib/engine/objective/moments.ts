/**
 * Updates until the sums are computed again, because rounding errors accumulate, and their root would not be small.
 */
const UPDATES_BETWEEN_SUMS = 256;

/** A variance below this is what rounding left. */
const ROUNDING = 1e-14;

/**
 * Sum and sum of squares of numbers, relative to a center, so that little precision is lost if they are all similar.
 */
export class Moments {
  private readonly offsets: Float64Array;
  private readonly centre: number;
  readonly count: number;
  private readonly perHost: number; // one part in as many as count
  private sum = 0;
  private squares = 0;
  private updates = 0;

  constructor(
    loads: Float64Array,
    private readonly isCounted: Uint8Array,
  ) {
    const count = isCounted.reduce((sum, counted) => sum + counted, 0);
    const total = loads.reduce((sum, load, host) => sum + (isCounted[host] ? load : 0), 0);
    this.count = count;
    this.perHost = count === 0 ? 0 : 1 / count;
    this.centre = total * this.perHost;
    this.offsets = loads.map((load, host) => (isCounted[host] ? load - this.centre : 0));
    this.addUp();
  }

  deviation(): number {
    return Math.sqrt(this.variance());
  }

  deviationAfter(a: number, loadA: number, b: number, loadB: number): number {
    return Math.sqrt(this.varianceAfter(a, loadA, b, loadB));
  }

  variance(): number {
    return this.varianceOf(this.sum, this.squares);
  }

  varianceAfter(a: number, loadA: number, b: number, loadB: number): number {
    const oldA = this.offsets[a];
    const oldB = this.offsets[b];
    const newA = this.isCounted[a] ? loadA - this.centre : 0;
    const newB = this.isCounted[b] ? loadB - this.centre : 0;
    return this.varianceOf(
      this.sum + newA - oldA + newB - oldB,
      this.squares + newA * newA - oldA * oldA + newB * newB - oldB * oldB,
    );
  }

  set(a: number, loadA: number, b: number, loadB: number): void {
    this.replace(a, loadA);
    this.replace(b, loadB);
    this.updates++;
    if (this.updates % UPDATES_BETWEEN_SUMS === 0) this.addUp();
  }

  private replace(host: number, load: number): void {
    const old = this.offsets[host];
    const offset = this.isCounted[host] ? load - this.centre : 0;
    this.offsets[host] = offset;
    this.sum += offset - old;
    this.squares += offset * offset - old * old;
  }

  private addUp(): void {
    this.sum = 0;
    this.squares = 0;
    for (let host = 0; host < this.offsets.length; host++) {
      const offset = this.offsets[host];
      this.sum += offset;
      this.squares += offset * offset;
    }
  }

  private varianceOf(sum: number, squares: number): number {
    const mean = sum * this.perHost;
    const variance = squares * this.perHost - mean * mean;
    return variance <= ROUNDING ? 0 : variance;
  }
}
