import { at, child, children, parseRoot, text } from './definition/xml.ts';

/** A storage pool of a host, by what tells one storage from another. */
export interface PoolShape {
  name: string;
  uuid: string | null;
  type: string;
  /** Where its volumes are found on the host; null for pools without paths, such as rbd. */
  targetPath: string | null;
  /** What is behind it: server, export, device, cluster. Equal on two hosts: the same storage, if its kind is shared. */
  source: string;
}

/** Kinds whose source is a server that every host reaches: the same source is the same storage. */
const SHARED = new Set(['netfs', 'rbd', 'gluster', 'iscsi', 'iscsi-direct', 'sheepdog', 'vstorage']);

/** Kinds that are a folder: whether it is shared, their description does not say. */
const FOLDERS = new Set(['dir', 'fs']);

/** Reads `pool-dumpxml`; null when it is none. */
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

/** Whether the pool's kind alone says that other hosts can have the same storage. */
export const isSharedKind = ({ type }: PoolShape): boolean => SHARED.has(type);

/** Whether files in it can be compared with those of another host. */
export const isFolder = ({ type }: PoolShape): boolean => FOLDERS.has(type) || type === 'netfs';

/** Whether other hosts may have it: its kind says so, or does not say otherwise. */
export const mayBeElsewhere = (pool: PoolShape | null): boolean =>
  pool !== null && (isSharedKind(pool) || isFolder(pool));

/** One storage, described alike on both hosts, whatever its pools are called. */
export const isSameStorage = (here: PoolShape, there: PoolShape): boolean =>
  here.type === there.type &&
  here.targetPath === there.targetPath &&
  here.source === there.source &&
  here.source !== '';

/** The pool whose folder is this one or holds it, at any depth: what is in it is where the pool is. */
export function poolAround(pools: readonly PoolShape[], folder: string): PoolShape | null {
  const path = folder.replace(/\/+$/, '');
  return (
    pools.find(({ targetPath }) => {
      const target = targetPath?.replace(/\/+$/, '');
      return target !== undefined && (path === target || path.startsWith(`${target}/`));
    }) ?? null
  );
}

/** The pool in which a path lies; folders of a pool that are no volumes of it do not count. */
export function poolOfPath(pools: readonly PoolShape[], path: string): PoolShape | null {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return pools.find(({ targetPath }) => targetPath?.replace(/\/+$/, '') === folder) ?? null;
}
