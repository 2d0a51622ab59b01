import { describe, expect, it } from 'vitest';
import { SignInThrottle } from './sign-in-throttle.ts';

function makeThrottle() {
  let now = Date.UTC(2026, 10, 23, 9);
  const throttle = new SignInThrottle({ now: () => new Date(now) });
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { throttle, pass };
}

describe('SignInThrottle', () => {
  it('lets a person try five times and then says how long to wait', () => {
    const { throttle, pass } = makeThrottle();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(throttle.tryAttempt('ann@example.com', '192.0.2.1')).toEqual({ allowed: true });
      pass(10);
    }
    expect(throttle.tryAttempt('ann@example.com', '192.0.2.1')).toEqual({
      allowed: false,
      retrySeconds: 250,
    });
  });

  it('does not count refused attempts, so waiting helps', () => {
    const { throttle, pass } = makeThrottle();
    for (let attempt = 0; attempt < 20; attempt += 1) throttle.tryAttempt('ann@example.com', '192.0.2.1');
    pass(300);
    expect(throttle.tryAttempt('ann@example.com', '192.0.2.1')).toEqual({ allowed: true });
  });

  it('keeps a person signed in from another address out of it, until guesses come from many', () => {
    const { throttle } = makeThrottle();
    for (let attempt = 0; attempt < 6; attempt += 1) throttle.tryAttempt('ann@example.com', '192.0.2.1');
    expect(throttle.tryAttempt('ann@example.com', '192.0.2.2').allowed).toBe(true);
    for (let address = 10; address < 40; address += 1) {
      throttle.tryAttempt('ann@example.com', `192.0.2.${address}`);
    }
    expect(throttle.tryAttempt('ann@example.com', '192.0.2.99').allowed).toBe(false);
  });

  it('limits one address that guesses at many people', () => {
    const { throttle } = makeThrottle();
    for (let person = 0; person < 60; person += 1) {
      expect(throttle.tryAttempt(`p${person}@example.com`, '192.0.2.1').allowed).toBe(true);
    }
    expect(throttle.tryAttempt('ann@example.com', '192.0.2.1').allowed).toBe(false);
  });

  it('starts afresh after a right password', () => {
    const { throttle } = makeThrottle();
    for (let attempt = 0; attempt < 5; attempt += 1) throttle.tryAttempt('ann@example.com', '192.0.2.1');
    throttle.forget('ann@example.com', '192.0.2.1');
    expect(throttle.tryAttempt('ann@example.com', '192.0.2.1').allowed).toBe(true);
  });
});
