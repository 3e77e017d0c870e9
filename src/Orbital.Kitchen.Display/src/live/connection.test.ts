import { expect, test } from 'vitest';
import { connectionOf, staleAfter, type ConnectionFacts } from './connection';

const staleAfterMs = staleAfter(15_000);
const live: ConnectionFacts = { hasBoard: true, streamIsOpen: true, signInNeeded: false, failedAttempts: 0, hasSlept: false, silentMs: 15_000, heartbeatMs: 15_000 };

test.each<[Partial<ConnectionFacts>, string]>([
  [{}, 'live'],
  [{ streamIsOpen: false }, 'reconnecting'],
  [{ streamIsOpen: false, failedAttempts: 3 }, 'reconnecting'],
  [{ silentMs: staleAfterMs }, 'stale'],
  [{ silentMs: staleAfterMs - 1 }, 'live'],
  // A kitchen whose heartbeat is as slow as may be.
  [{ silentMs: 100_000, heartbeatMs: 55_000 }, 'live'],
  [{ silentMs: 12_000, heartbeatMs: 1_000 }, 'stale'],
  [{ silentMs: staleAfterMs, streamIsOpen: false }, 'stale'],
  [{ hasSlept: true, silentMs: 0 }, 'stale'],
  [{ hasBoard: false, streamIsOpen: false, silentMs: staleAfterMs }, 'connecting'],
  [{ hasBoard: false, streamIsOpen: false, failedAttempts: 1 }, 'unreachable'],
  [{ signInNeeded: true, streamIsOpen: false }, 'signInNeeded'],
])('%o is %s', (facts, connection) => {
  expect(connectionOf({ ...live, ...facts })).toBe(connection);
});
