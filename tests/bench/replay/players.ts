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

/** One way to run a data centre for a day. */
export interface Player {
  readonly name: string; // kebab-case
  readonly about: string; // for the document: a part of a sentence
  play(centre: DataCentre): Promise<DayResult>;
}

interface Options {
  readonly hours: number;
  readonly levels: readonly number[];
  readonly hasHbal: boolean;
  readonly only: readonly string[]; // names; empty: all
  readonly databases: ReplayDatabases;
}

/** A new cluster's policy. */
const usual = Policy.parse({});

/** Who plays a cluster of this size, in the order of the table: the peers, the engine alone, the product. */
export function playersOf(size: Size, { hours, levels, hasHbal, only, databases }: Options): Player[] {
  const byRules = (strategy: Strategy): Player => ({
    name: strategy.name,
    about: strategy.about,
    play: (centre) => runDay(centre, strategy, { policy: usual, hours }),
  });
  const engines = levels.map((level) =>
    engine(nameAt(`${OURS}-engine`, level), { ...usual, aggressiveness: level }),
  );
  const players = [
    ...[...choosePeers({ size, hasHbal }), ...engines].map(byRules),
    ...levels.map((level) => product(level, hours, databases)),
  ];
  return players.filter(({ name }) => only.length === 0 || only.includes(name));
}

/** The product through its services, at this level. */
function product(level: number, hours: number, databases: Options['databases']): Player {
  const patch: PolicyPatch = { mode: 'automatic', aggressiveness: level };
  return {
    name: nameAt(OURS, level),
    about:
      'the product in mode *automatic*: its services on a PostgreSQL collect, evaluate, order, check, move and verify, otherwise with the policy of a new cluster',
    play: (centre) =>
      databases.use((db) =>
        playProduct(db, centre, { name: nameAt(OURS, level), patch, policy: { ...usual, ...patch }, hours }),
      ),
  };
}

/** The level at which the product plays a strategy of this name; null: it is not the product. */
export function levelOf(strategy: string): number | null {
  if (strategy === OURS) return usual.aggressiveness;
  const level = strategy.match(new RegExp(`^${OURS}-level-(\\d)$`))?.[1];
  return level === undefined ? null : Number(level);
}

const nameAt = (name: string, level: number): string =>
  level === usual.aggressiveness ? name : `${name}-level-${level}`;
