import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type InstanceSpec, makeInstance } from '../instances/make-instance.ts';
import { instanceName } from './planner-session.ts';

const Entry = z.object({ date: z.string(), answer: z.unknown() });
const File = z.object({ referees: z.record(z.string(), Entry) });

type Answers = Readonly<Record<string, z.infer<typeof Entry>>>;

/**
 * The answers of the referees in this run. Answers of an earlier run are used only if its file is named, only for
 * exactly the same instance (by a digest of its JSON), and with the day of the answer.
 */
export class RefereeBook {
  private readonly entries = new Map<string, z.infer<typeof Entry>>();

  private constructor(
    private readonly earlier: Answers,
    private readonly today: string,
    private readonly keep: (answers: Answers) => Promise<void>,
  ) {}

  /**
   * If several files have an answer, the last file counts. `keep` is called after every new answer, since some take
   * minutes.
   */
  static async open(
    files: readonly string[],
    today: string,
    keep: (answers: Answers) => Promise<void> = async () => {},
  ): Promise<RefereeBook> {
    const read = await Promise.all(
      files.map(async (file) => File.parse(JSON.parse(await readFile(file, 'utf8')))),
    );
    return new RefereeBook(Object.assign({}, ...read.map(({ referees }) => referees)), today, keep);
  }

  /** The answer to one question about one instance: from an earlier run if there is one, otherwise requested now. */
  async ask<T>(spec: InstanceSpec, question: string, shape: z.ZodType<T>, now: () => Promise<T>): Promise<T> {
    const digest = createHash('sha256')
      .update(JSON.stringify(makeInstance(spec)))
      .digest('hex')
      .slice(0, 12);
    const key = `${question} | ${instanceName(spec)} | ${digest}`;
    const known = this.entries.get(key) ?? this.earlier[key];
    if (known !== undefined) {
      this.entries.set(key, known);
      return shape.parse(known.answer);
    }
    const answer = await now();
    this.entries.set(key, { date: this.today, answer });
    await this.keep({ ...this.earlier, ...this.toJSON() });
    return answer;
  }

  /** The number of answers for each day, as a sentence for the page. */
  describe(): string {
    const byDay = new Map<string, number>();
    for (const { date } of this.entries.values()) byDay.set(date, (byDay.get(date) ?? 0) + 1);
    const days = [...byDay].map(([day, count]) => `${count} on ${day}`).join(', ');
    return `Reference results: ${days === '' ? 'none' : days}.`;
  }

  /** The answers that this run used. */
  toJSON(): Answers {
    return Object.fromEntries(this.entries);
  }
}
