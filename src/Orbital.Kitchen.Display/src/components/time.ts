const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** The time of day where the tablet stands. */
export function formatTime(unixMs: number): string {
  return timeOfDay.format(unixMs);
}

const timeWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });

export function formatTimeWithSeconds(unixMs: number): string {
  return timeWithSeconds.format(unixMs);
}
