import { computed } from '@preact/signals';
import { language } from './language';

const timeOfDay = computed(() => new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));

const withSeconds = computed(() => new Intl.DateTimeFormat(language.value, { timeStyle: 'medium', hourCycle: 'h23' }));

/** The time of day where the screen stands. */
export function formatTime(unixMs: number): string {
  return timeOfDay.value.format(unixMs);
}

export function formatTimeWithSeconds(unixMs: number): string {
  return withSeconds.value.format(unixMs);
}
