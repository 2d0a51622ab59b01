import { at, child, children, parseRoot, text } from '../xml.ts';

/** A storage pool of a host, with the properties that identify its storage. */
export interface PoolShape {
  name: string;
  uuid: string | null;
  type: string;
  /** The folder of its volumes on the host; null for pools without paths, such as rbd. */
  targetPath: string | null;
  /** Server, export, device or cluster of the storage. For a shared type, equal sources on two hosts are the same storage. */
  source: string;
}

/** Types whose source is a server. Two pools with the same source are the same storage. */
const SHARED = new Set(['netfs', 'rbd', 'gluster', 'iscsi', 'iscsi-direct', 'sheepdog', 'vstorage']);

/** Types that are a folder. Their XML does not say whether the folder is shared. */
const FOLDERS = new Set(['dir', 'fs']);

/** Reads `pool-dumpxml`; null if it is not the XML of a pool. */
export function parsePool(xml: string): PoolShape | null {
  const pool = parseRoot(xml, 'pool');
  const name = text(pool, 'name');
  if (pool === null || name === null) return null;
  const source = child(pool, 'source');
  const hosts = children(source, 'host').map((host) => `${text(host, '@name')}:${text(host, '@port') ?? ''}`);
  const parts = [
    ...hosts.sort(),
    ...children(source, 'device').map((device) => text(device, '@path')),
    text(child(source, 'dir'), '@path'),
    text(source, 'name'),
  ];
  return {
    name,
    uuid: text(pool, 'uuid'),
    type: text(pool, '@type') ?? 'dir',
    targetPath: text(at(pool, 'target'), 'path'),
    source: parts.filter((part) => part !== null).join(' '),
  };
}

/** Whether the type of the pool implies that other hosts can have the same storage. */
export const isSharedKind = ({ type }: PoolShape): boolean => SHARED.has(type);

/** Whether the files in the pool can be compared with those of another host. */
export const isFolder = ({ type }: PoolShape): boolean => FOLDERS.has(type) || type === 'netfs';

/** Whether other hosts may have the same storage: the type implies it, or does not exclude it. */
export const mayBeElsewhere = (pool: PoolShape | null): boolean =>
  pool !== null && (isSharedKind(pool) || isFolder(pool));

/** Whether two pools are the same storage: type, path and source are equal. The names of the pools do not matter. */
export const isSameStorage = (here: PoolShape, there: PoolShape): boolean =>
  here.type === there.type &&
  here.targetPath === there.targetPath &&
  here.source === there.source &&
  here.source !== '';

/** The pool that contains this folder at any depth. */
export function poolAround(pools: readonly PoolShape[], folder: string): PoolShape | null {
  const path = folder.replace(/\/+$/, '');
  return (
    pools.find(({ targetPath }) => {
      const target = targetPath?.replace(/\/+$/, '');
      return target !== undefined && (path === target || path.startsWith(`${target}/`));
    }) ?? null
  );
}

/** The pool whose folder directly contains this path. Subfolders do not count, because their files are not volumes. */
export function poolOfPath(pools: readonly PoolShape[], path: string): PoolShape | null {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return pools.find(({ targetPath }) => targetPath?.replace(/\/+$/, '') === folder) ?? null;
}
