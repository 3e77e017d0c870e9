import { formatAge, type Lateness } from '../board/age';
import { words } from '../i18n/language';
import { feed } from '../kitchen';
import { AlertIcon, ClockIcon } from './icons';

/** How long something has waited by the kitchen's clock, in figures, and when it is late in a word and a sign as well as in colour. */
export function Age({ since, lateness }: { since: string; lateness: Lateness }) {
  return (
    <span class="age">
      {lateness === 'overdue' ? <AlertIcon /> : <ClockIcon />}
      {lateness !== 'fresh' && <b>{words.value[lateness]}</b>}
      <Running since={since} />
    </span>
  );
}

/** Alone, because it is all that is drawn anew every second. */
function Running({ since }: { since: string }) {
  return <time>{formatAge(feed.now - Date.parse(since))}</time>;
}
