import pLimit from 'p-limit';
import { z } from 'zod';
import type { Clock } from '../../model/clock.ts';
import { toTags } from '../../model/tag.ts';
import { beforeAbort } from '../before-abort.ts';
import type { Vapi } from './vapi.ts';

/** Names change rarely, and each costs a request. */
const NAMES_FRESH_MS = 10 * 60_000;
/** What is attached where changes often, and costs two requests for all. */
const ATTACHED_FRESH_MS = 60_000;
const AT_ONCE = 4;
/** An observation waits so long for tags: hosts must not seem silent because of them. */
const PATIENCE_MS = 3000;

const Ids = z.array(z.string()).nullable();
const Tag = z.object({ name: z.string(), category_id: z.string() });
const Category = z.object({ name: z.string() });
const Attached = z
  .array(
    z.object({
      tag_id: z.string(),
      object_ids: z
        .array(z.object({ id: z.string() }))
        .nullable()
        .default([]),
    }),
  )
  .nullable();

/** The tags of vCenter by the id of their object, as `category/name`. */
export type TagsByObject = ReadonlyMap<string, string[]>;

export interface TagReader {
  /** Null: vCenter has not reported them, so the last known ones stay. */
  read(): Promise<TagsByObject | null>;
}

/**
 * Reads all tags of a vCenter, at most once a minute. A vCenter that refuses is asked again a minute later. Never throws: without tags a
 * cluster can be observed all the same.
 */
export function createTagReader(vapi: Vapi, clock: Clock): TagReader {
  let names = new Map<string, string>(); // by the id of the tag
  let namesReadAt = Number.NEGATIVE_INFINITY;
  let known: TagsByObject | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<TagsByObject | null> | null = null;

  const refresh = async (now: number): Promise<TagsByObject> => {
    const ids = Ids.parse(await vapi.get('/tagging/tag')) ?? [];
    if (ids.length === 0) return new Map();
    if (now - namesReadAt >= NAMES_FRESH_MS || ids.some((id) => !names.has(id))) {
      names = await readNames(vapi, ids);
      namesReadAt = now;
    }
    const path = '/tagging/tag-association?~action=list-attached-objects-on-tags';
    return byObject(Attached.parse(await vapi.ask(path, { tag_ids: ids })) ?? [], names);
  };
  const readOnce = async (now: number): Promise<TagsByObject | null> => {
    try {
      known = await refresh(now);
    } catch {
      known = null;
    }
    readAt = now;
    return known;
  };
  return {
    read: async () => {
      const now = clock.now().getTime();
      if (now - readAt < ATTACHED_FRESH_MS) return known;
      reading ??= readOnce(now).finally(() => {
        reading = null;
      });
      return (await beforeAbort(reading, AbortSignal.timeout(PATIENCE_MS))) ?? known;
    },
  };
}

/** Tags of one name in two categories are two: PowerCLI writes them as `category/name`. */
async function readNames(vapi: Vapi, ids: readonly string[]): Promise<Map<string, string>> {
  const limit = pLimit(AT_ONCE);
  const tags = await Promise.all(
    ids.map((id) =>
      limit(async () => ({ id, ...Tag.parse(await vapi.get(`/tagging/tag/id:${encodeURI(id)}`)) })),
    ),
  );
  const categoryIds = [...new Set(tags.map((tag) => tag.category_id))];
  const categories = await Promise.all(
    categoryIds.map((id) =>
      limit(async (): Promise<[string, string]> => {
        const found = Category.parse(await vapi.get(`/tagging/category/id:${encodeURI(id)}`));
        return [id, found.name];
      }),
    ),
  );
  const categoryOf = new Map(categories);
  return new Map(tags.map((tag) => [tag.id, `${categoryOf.get(tag.category_id) ?? '-'}/${tag.name}`]));
}

function byObject(
  attached: NonNullable<z.infer<typeof Attached>>,
  names: ReadonlyMap<string, string>,
): TagsByObject {
  const found = new Map<string, string[]>();
  for (const { tag_id, object_ids } of attached) {
    const name = names.get(tag_id);
    if (name === undefined) continue;
    for (const { id } of object_ids ?? []) found.set(id, [...(found.get(id) ?? []), name]);
  }
  return new Map([...found].map(([id, tags]) => [id, toTags(tags)]));
}
