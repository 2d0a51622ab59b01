import { z } from 'zod';
import { Policy, type PolicyPatch } from '../../../lib/model/policy.ts';
import type { Size } from '../instances/size.ts';
import { OURS } from '../replay-result.ts';
import type { DataCentre } from './data-centre.ts';
import type { DayResult } from './day-result.ts';
import { playProduct } from './product/play-product.ts';
import type { ReplayDatabases } from './product/replay-database.ts';
import { runDay } from './run-day.ts';
import { choosePeers } from './strategies/choose-peers.ts';
import { engine } from './strategies/engine.ts';
import type { Strategy } from './strategies/strategy.ts';

/** The modes in which the product moves VMs without a person. In the others a day is that of `none`. */
export const ActingMode = z.enum(['automatic', 'urgent']);
export type ActingMode = z.infer<typeof ActingMode>;

/** One way to run a data centre for a day. */
export interface Player {
  readonly name: string; // kebab-case
  readonly about: string; // for the document: a part of a sentence
  play(centre: DataCentre): Promise<DayResult>;
}

interface Options {
  readonly hours: number;
  readonly modes: readonly ActingMode[];
  readonly levels: readonly number[];
  readonly hasHbal: boolean;
  readonly only: readonly string[]; // names; empty: all
  readonly databases: ReplayDatabases;
}

/** A new cluster's policy. */
const usual = Policy.parse({});

/** Who plays a cluster of this size, in the order of the table: the peers, the engine alone, the product. */
export function playersOf(size: Size, { hours, modes, levels, hasHbal, only, databases }: Options): Player[] {
  const byRules = (strategy: Strategy): Player => ({
    name: strategy.name,
    about: strategy.about,
    play: (centre) => runDay(centre, strategy, { policy: usual, hours }),
  });
  const engines = levels.map((level) =>
    engine(nameAt(`${OURS}-engine`, 'automatic', level), { ...usual, aggressiveness: level }),
  );
  const players = [
    ...[...choosePeers({ size, hasHbal }), ...engines].map(byRules),
    ...modes.flatMap((mode) => levels.map((level) => product({ mode, level }, hours, databases))),
  ];
  return players.filter(({ name }) => only.length === 0 || only.includes(name));
}

/** The product through its services, in this mode and at this level. */
function product({ mode, level }: Act, hours: number, databases: Options['databases']): Player {
  const patch: PolicyPatch = { mode, aggressiveness: level };
  const name = nameAt(OURS, mode, level);
  return {
    name,
    about: `the product in mode *${mode}*: its services on a PostgreSQL collect, evaluate, order, check, move and verify, otherwise with the policy of a new cluster`,
    play: (centre) =>
      databases.use((db) => playProduct(db, centre, { name, patch, policy: { ...usual, ...patch }, hours })),
  };
}

/** How the product plays. */
export interface Act {
  readonly mode: ActingMode;
  readonly level: number; // aggressiveness
}

/** How the product plays a strategy of this name; null: it is not the product. */
export function actOf(strategy: string): Act | null {
  const match = strategy.match(new RegExp(`^${OURS}(-urgent)?(?:-level-(\\d))?$`));
  if (!match) return null;
  const [, urgent, level] = match;
  return {
    mode: urgent === undefined ? 'automatic' : 'urgent',
    level: level === undefined ? usual.aggressiveness : Number(level),
  };
}

const nameAt = (name: string, mode: ActingMode, level: number): string =>
  [
    name,
    ...(mode === 'automatic' ? [] : [mode]),
    ...(level === usual.aggressiveness ? [] : [`level-${level}`]),
  ].join('-');
