import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { databaseAt } from './commands.mjs';

const CHAR_OID = 18;
const TEXT_OID = 25;

/** SQL text -> places of its columns of the catalog type "char". */
const charColumns = new Map();

/**
 * The engine reads catalog columns of type "char", which the adapter rejects: so they are announced to the adapter as
 * text here, and labelled again in `mend`. `pg` must be the copy that the adapter uses.
 */
function announceCharAsText() {
  const original = pg.Query.prototype.handleRowDescription;
  pg.Query.prototype.handleRowDescription = function handleRowDescription(message) {
    for (const [place, field] of message.fields.entries()) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = TEXT_OID;
      if (!charColumns.has(this.text)) charColumns.set(this.text, new Set());
      charColumns.get(this.text).add(place);
    }
    return original.call(this, message);
  };
}

/** Mends an adapter, or a transaction of one: see each part. */
function mend(queryable) {
  const { queryRaw, startTransaction, executeScript } = queryable;
  queryable.queryRaw = async (query) => {
    const result = await queryRaw.call(queryable, query);
    for (const place of charColumns.get(query.sql) ?? [])
      result.columnTypes[place] = ColumnTypeEnum.Character;
    return result;
  };
  if (executeScript) {
    // The stock one cuts a script at each semicolon, also within a function's body. Sent whole, PostgreSQL runs it in
    // one transaction: a migration that fails leaves nothing behind.
    queryable.executeScript = async (script) => {
      try {
        await queryable.client.query(script);
      } catch (error) {
        queryable.onError(error);
      }
    };
  }
  if (startTransaction) {
    queryable.startTransaction = async (...options) => mend(await startTransaction.apply(queryable, options));
  }
  return queryable;
}

/** Gives the engine its connections, and the scratch databases in which `migrate dev` replays the migrations. */
export class AdapterFactory extends PrismaPg {
  #url;
  #drops = Promise.resolve();

  constructor(url) {
    super({ connectionString: url });
    this.#url = url;
    announceCharAsText();
  }

  async connect() {
    return mend(await super.connect());
  }

  /** The stock one drops the scratch database while it is still connected to it, which fails and leaves it behind. */
  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const admin = await super.connect();
    await admin.executeScript(`CREATE DATABASE "${name}"`);
    const shadow = await new PrismaPg({ connectionString: databaseAt(this.#url, name) }).connect();
    const close = shadow.dispose.bind(shadow);
    const drop = async () => {
      await close();
      await admin.executeScript(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await admin.dispose();
    };
    shadow.dispose = () => {
      this.#drops = this.#drops.then(drop).catch(() => {});
      return this.#drops;
    };
    return mend(shadow);
  }

  /** Resolves when the scratch databases are gone: the process must not end before. */
  settled() {
    return this.#drops;
  }
}
