import { useEffect, useState } from 'preact/hooks';
import type { PairedDisplay } from '../api/types';
import { closeDisplays, displays, displaysAreOpen, readDisplays, rename, revoke, trouble } from '../displays/displays';
import { language, words } from '../i18n/language';
import { ApprovalForm } from './ApprovalForm';
import { Dialog } from './Dialog';

/** A manager's: lets screens in, and out. */
export function DisplaysDialog() {
  if (!displaysAreOpen.value) return null;
  return (
    <Dialog title={words.value.displays.title} onClose={closeDisplays}>
      <Displays />
    </Dialog>
  );
}

function Displays() {
  useEffect(() => void readDisplays(), []);
  const text = words.value.displays;
  const all = displays.value;
  return (
    <>
      <p class="displays-trouble" role="alert">
        {trouble.value && text.trouble[trouble.value]}
      </p>
      {all && (
        <>
          <ApprovalForm />
          <h3>{text.paired}</h3>
          {all.length === 0 && <p>{text.none}</p>}
          <ul class="displays">
            {all.map((display) => (
              <Display key={display.id} display={display} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Display({ display }: { display: PairedDisplay }) {
  const [name, setName] = useState(display.name);
  const [isSure, setSure] = useState(false);
  const text = words.value.displays;
  return (
    <li>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rename(display.id, name);
        }}
      >
        <input aria-label={text.nameOf(display.name)} maxLength={60} required value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        <button type="submit" class="secondary" disabled={name === display.name}>
          {text.rename}
        </button>
        <button
          type="button"
          class="secondary"
          aria-label={isSure ? text.reallyRevokeOf(display.name) : text.revokeOf(display.name)}
          onClick={() => (isSure ? void revoke(display.id) : setSure(true))}
        >
          {isSure ? text.reallyRevoke : text.revoke}
        </button>
      </form>
      <p>
        {text.roles[display.role]} · {display.stations.length > 0 ? display.stations.join(', ') : text.everywhere} · {text.seen(seenAt(display))}
      </p>
    </li>
  );
}

function seenAt({ lastSeenAt }: PairedDisplay): string | undefined {
  return lastSeenAt ? new Date(lastSeenAt).toLocaleString(language.value, { dateStyle: 'short', timeStyle: 'short' }) : undefined;
}
