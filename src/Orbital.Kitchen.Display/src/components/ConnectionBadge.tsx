import type { Connection } from '../live/connection';
import { formatTimeWithSeconds } from '../i18n/time';
import { words } from '../i18n/language';

/** Says whether the board can be trusted, in words as well as in colour. */
export function ConnectionBadge({ connection, trueAsOf }: { connection: Connection; trueAsOf: number }) {
  const text = words.value.connection[connection];
  // While all is well it does not change, so that a screen reader says it once.
  return (
    <p class="connection" role="status" data-connection={connection}>
      <span class="connection-dot" />
      <span>{typeof text === 'string' ? text : text(formatTimeWithSeconds(trueAsOf))}</span>
    </p>
  );
}
