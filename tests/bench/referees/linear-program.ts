/** A sum of named variables with factors. */
export type Terms = readonly (readonly [factor: number, variable: string])[];

/** A mixed-integer program that is written as CPLEX LP text: a minimum, subject to rows, with some variables whole numbers. */
export class LinearProgram {
  private readonly rows: string[] = [];
  private readonly binaries: string[] = [];
  private readonly counts: string[] = [];
  private objective = '';

  minimise(terms: Terms): void {
    this.objective = textOf(terms);
  }

  /** Adds a variable that is 0 or 1. */
  binary(name: string): string {
    this.binaries.push(name);
    return name;
  }

  /** Adds a variable that is a whole number, 0 or more. */
  count(name: string): string {
    this.counts.push(name);
    return name;
  }

  atMost(terms: Terms, limit: number): void {
    this.rows.push(`${textOf(terms)} <= ${limit}`);
  }

  exactly(terms: Terms, value: number): void {
    this.rows.push(`${textOf(terms)} = ${value}`);
  }

  toText(): string {
    const rows = this.rows.map((row, i) => ` c${i}: ${row}`);
    return [
      'Minimize',
      ` obj: ${this.objective}`,
      'Subject To',
      ...rows,
      'Binaries',
      ...this.binaries.map((name) => ` ${name}`),
      ...(this.counts.length > 0 ? ['Generals', ...this.counts.map((name) => ` ${name}`)] : []),
      'End',
      '',
    ].join('\n');
  }
}

/** Lines stay short enough for parsers of the format. */
const textOf = (terms: Terms): string =>
  terms.map(([factor, name]) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`).join('\n  ');
