import type { DisplaySettings } from '../api/types';

/** How long a batch item has waited, in words for a cook: calm, then `late`, then `overdue`. */
export type Lateness = 'fresh' | 'late' | 'overdue';

/** From which age on work is late, in milliseconds. */
export interface Ages {
  readonly lateAfterMs: number;
  readonly overdueAfterMs: number;
}

/** What holds at a station: its own ages, or else those for all. */
export function agesOf(settings: DisplaySettings, station: string): Ages {
  const chosen = settings.stations.find(({ stationName }) => stationName === station) ?? settings;
  return { lateAfterMs: chosen.lateAfterSeconds * 1_000, overdueAfterMs: chosen.overdueAfterSeconds * 1_000 };
}

export function latenessOf(ageMs: number, { lateAfterMs, overdueAfterMs }: Ages): Lateness {
  if (ageMs >= overdueAfterMs) return 'overdue';
  return ageMs >= lateAfterMs ? 'late' : 'fresh';
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
