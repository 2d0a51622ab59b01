import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { subscribeTo } from '@/lib/model/change';
import { watchChanges } from './watch-changes.ts';

class FakeStream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeStream[] = [];
  readyState = 1;
  constructor(readonly url: string) {
    super();
    FakeStream.opened.push(this);
  }
  close() {
    this.readyState = FakeStream.CLOSED;
  }
  emit(type: string, data?: unknown) {
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) }));
  }
}

class FakeDocument extends EventTarget {
  hidden = false;
  show(isShown: boolean) {
    this.hidden = !isShown;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

function start(isBusy = () => false) {
  const page = new FakeDocument();
  vi.stubGlobal('document', page);
  const onChange = vi.fn();
  const onFrameChange = vi.fn();
  const onInterrupted = vi.fn();
  const stop = watchChanges({
    parts: [
      { shows: subscribeTo(['host', 'sample'], ['c1']), everyMs: () => 1000, onChange, isBusy },
      { shows: subscribeTo(['host'], 'all'), everyMs: () => 2000, onChange: onFrameChange },
    ],
    since: () => 'hub 7',
    onInterrupted,
  });
  const stream = FakeStream.opened.at(-1) as FakeStream;
  const change = (topic: string, clusterId: string) =>
    stream.emit('change', { changes: [{ topic, clusterId }] });
  return { page, stream, change, onChange, onFrameChange, onInterrupted, stop };
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeStream.opened = [];
  vi.stubGlobal('EventSource', FakeStream);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('watchChanges', () => {
  it('puts what is shown, and its time, into the URL', () => {
    expect(start().stream.url).toBe('/api/events?host=all&sample=c1&since=hub%207');
  });

  it('notifies a part only of changes to what it shows', () => {
    const { change, onChange, onFrameChange } = start();
    change('host', 'c2');
    vi.advanceTimersByTime(2000);
    expect(onChange).not.toHaveBeenCalled();
    expect(onFrameChange).toHaveBeenCalledTimes(1);
    change('sample', 'c1');
    vi.advanceTimersByTime(2000);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(onFrameChange).toHaveBeenCalledTimes(1);
  });

  it('does not ask for the frame by itself when it comes with the page', () => {
    const { change, onChange, onFrameChange } = start();
    change('host', 'c1');
    vi.advanceTimersByTime(5000);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(onFrameChange).not.toHaveBeenCalled();
  });

  it('refreshes everything when something may have been missed', () => {
    const { stream, onChange } = start();
    stream.emit('missed', {});
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('reports many changes once a second', () => {
    const { change, onChange } = start();
    for (let i = 0; i < 5; i += 1) change('host', 'c1');
    vi.advanceTimersByTime(999);
    expect(onChange).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onChange).toHaveBeenCalledTimes(1);
    change('sample', 'c1');
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('waits for the answer to the last report', () => {
    let isBusy = true;
    const { change, onChange } = start(() => isBusy);
    change('host', 'c1');
    vi.advanceTimersByTime(5000);
    expect(onChange).not.toHaveBeenCalled();
    isBusy = false;
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('waits until the page is visible', () => {
    const { page, change, onChange } = start();
    page.show(false);
    change('host', 'c1');
    vi.advanceTimersByTime(60_000);
    expect(onChange).not.toHaveBeenCalled();
    page.show(true);
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('reports an interruption after a moment, and catches up when the stream is back', () => {
    const { stream, onChange, onInterrupted } = start();
    stream.emit('error');
    vi.advanceTimersByTime(5000);
    expect(onInterrupted).not.toHaveBeenCalledWith(true);
    vi.advanceTimersByTime(1000);
    expect(onInterrupted).toHaveBeenLastCalledWith(true);
    stream.emit('open');
    expect(onInterrupted).toHaveBeenLastCalledWith(false);
    vi.advanceTimersByTime(1000);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('treats a lost database as an interruption', () => {
    const { stream, onInterrupted } = start();
    stream.emit('database', { isConnected: false });
    vi.advanceTimersByTime(6000);
    expect(onInterrupted).toHaveBeenLastCalledWith(true);
    stream.emit('database', { isConnected: true });
    expect(onInterrupted).toHaveBeenLastCalledWith(false);
  });

  it('opens again where the browser gave up, until it is stopped', () => {
    const { stream, stop } = start();
    stream.close();
    stream.emit('error');
    vi.advanceTimersByTime(5000);
    expect(FakeStream.opened).toHaveLength(2);
    stop();
    FakeStream.opened[1]?.emit('missed', {});
    vi.advanceTimersByTime(10_000);
    expect(FakeStream.opened).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
