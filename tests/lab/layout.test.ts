import { describe, expect, it } from 'vitest';
import { parseGuestList } from './guests.ts';
import { defaultLabDir, hostPlace, labLayout } from './layout.ts';

const asked = { name: 'lab', dir: '/tmp/ballast-lab', hosts: 3 };

describe('labLayout', () => {
  it('names hosts after the lab and keeps caches outside the run folder', () => {
    const layout = labLayout(asked);
    expect(layout.hosts).toEqual(['lab-1', 'lab-2', 'lab-3']);
    expect(layout.runDir).toBe('/tmp/ballast-lab/lab');
    expect(layout.cacheDir).toBe('/tmp/ballast-lab/cache');
    expect(hostPlace(layout, 'lab-2')).toMatchObject({
      number: 2,
      address: '10.77.0.2',
      socket: '/tmp/ballast-lab/lab/lab-2/libvirt-sock',
    });
    expect(() => hostPlace(layout, 'lab-4')).toThrow('No host lab-4');
  });

  it('refuses folders in which hosts could not work', () => {
    expect(() => labLayout({ ...asked, dir: `/tmp/${'long/'.repeat(16)}` })).toThrow(
      'too long for Unix sockets',
    );
    expect(() => labLayout({ ...asked, dir: '/run/lab' })).toThrow('cannot live in /run/lab');
    expect(() => labLayout({ ...asked, dir: '/tmp/a:b' })).toThrow('cannot live in');
  });

  it('refuses invalid names and numbers, and the name of the cache folder', () => {
    for (const name of ['', 'a b', '../x', 'cache'])
      expect(() => labLayout({ ...asked, name })).toThrow('name a lab');
    for (const hosts of [1, 17, 2.5]) expect(() => labLayout({ ...asked, hosts })).toThrow('2 to 16 hosts');
  });
});

describe('defaultLabDir', () => {
  it('prefers the environment', () => {
    expect(defaultLabDir({ BALLAST_LAB_DIR: '/srv/lab' })).toBe('/srv/lab');
    expect(defaultLabDir({ BALLAST_LAB_DIR: '' })).toMatch(/\/ballast-lab$/);
  });
});

describe('parseGuestList', () => {
  it('reads running, paused and shut-off guests', () => {
    const text = ' 1    web-1   running\n 2    db-1    paused\n -    app-1   shut off\n\n';
    expect(parseGuestList(text)).toEqual([
      { name: 'web-1', state: 'running' },
      { name: 'db-1', state: 'paused' },
      { name: 'app-1', state: 'shut off' },
    ]);
  });
});
