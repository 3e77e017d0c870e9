/**
 * How far the board can be trusted. `connecting`, `unreachable`: there is nothing to show yet. `live`: this is the kitchen now.
 * `reconnecting`: the cards are as they were when the kitchen was last heard. `stale`: and that is long ago. `signInNeeded`: the kitchen is
 * there, and shows its work only to a screen that is signed in.
 */
export type Connection = 'connecting' | 'unreachable' | 'live' | 'reconnecting' | 'stale' | 'signInNeeded';

/** How long a heartbeat may take on its way. */
const patienceMs = 10_000;

export interface ConnectionFacts {
  hasBoard: boolean;
  streamIsOpen: boolean;
  signInNeeded: boolean;
  failedAttempts: number;
  /** The screen slept, and has not heard the kitchen since. */
  hasSlept: boolean;
  /** Time since the kitchen was last heard. */
  silentMs: number;
  /** Time between two heartbeats of the kitchen. */
  heartbeatMs: number;
}

export function connectionOf(facts: ConnectionFacts): Connection {
  if (facts.signInNeeded) return 'signInNeeded';
  if (!facts.hasBoard) return facts.failedAttempts > 0 ? 'unreachable' : 'connecting';
  if (facts.hasSlept || facts.silentMs >= staleAfter(facts.heartbeatMs)) return 'stale';
  return facts.streamIsOpen ? 'live' : 'reconnecting';
}

/** One heartbeat may be lost before the board is called stale. */
export function staleAfter(heartbeatMs: number): number {
  return 2 * heartbeatMs + patienceMs;
}
