import { expect, test } from 'vitest';
import { connectionOf, staleAfterMs, type ConnectionFacts } from './connection';

const live: ConnectionFacts = { hasBoard: true, streamIsOpen: true, signInNeeded: false, failedAttempts: 0, hasSlept: false, silentMs: 15_000 };

test.each<[Partial<ConnectionFacts>, string]>([
  [{}, 'live'],
  [{ streamIsOpen: false }, 'reconnecting'],
  [{ streamIsOpen: false, failedAttempts: 3 }, 'reconnecting'],
  [{ silentMs: staleAfterMs }, 'stale'],
  [{ silentMs: staleAfterMs, streamIsOpen: false }, 'stale'],
  [{ hasSlept: true, silentMs: 0 }, 'stale'],
  [{ hasBoard: false, streamIsOpen: false, silentMs: staleAfterMs }, 'connecting'],
  [{ hasBoard: false, streamIsOpen: false, failedAttempts: 1 }, 'unreachable'],
  [{ signInNeeded: true, streamIsOpen: false }, 'signInNeeded'],
])('%o is %s', (facts, connection) => {
  expect(connectionOf({ ...live, ...facts })).toBe(connection);
});
