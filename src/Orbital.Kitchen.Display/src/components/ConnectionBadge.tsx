import type { Connection } from '../live/connection';
import { formatTimeWithSeconds } from './time';

/** Says whether the board can be trusted, in words as well as in colour. */
export function ConnectionBadge({ connection, trueAsOf }: { connection: Connection; trueAsOf: number }) {
  return (
    <p class="connection" role="status" data-connection={connection}>
      <span class="connection-dot" />
      <span>{textOf(connection, trueAsOf)}</span>
    </p>
  );
}

function textOf(connection: Connection, trueAsOf: number): string {
  switch (connection) {
    case 'connecting':
      return 'Connecting';
    case 'unreachable':
      return 'Kitchen unreachable';
    case 'live':
      return 'Live';
    case 'reconnecting':
      return `Reconnecting · as of ${formatTimeWithSeconds(trueAsOf)}`;
    case 'stale':
      return `Stale · as of ${formatTimeWithSeconds(trueAsOf)}`;
  }
}
