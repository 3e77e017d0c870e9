/** How long a batch item has waited, in words for a cook: calm, then `late`, then `overdue`. */
export type Lateness = 'fresh' | 'late' | 'overdue';

const lateAfterMinutes = 5;
const overdueAfterMinutes = 8;

export function latenessOf(ageMs: number): Lateness {
  const minutes = ageMs / 60_000;
  if (minutes >= overdueAfterMinutes) return 'overdue';
  return minutes >= lateAfterMinutes ? 'late' : 'fresh';
}

/** `0:42`, `12:05`, `1 h 03`: short enough to read from two metres. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(seconds % 60)}`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
