import { formatTime } from '../i18n/time';
import { words } from '../i18n/language';
import { feed } from '../kitchen';
import { menuIsOpen } from '../screen/dialogs';
import { soundState, toggleSound } from '../screen/sound';
import { ConnectionBadge } from './ConnectionBadge';
import { MenuIcon, OrbitIcon, SoundIcon, SoundOffIcon } from './icons';
import { ViewSwitch } from './ViewSwitch';
import { selection } from '../screen/selection';

export function TopBar() {
  const { board } = feed;
  return (
    <header class="top-bar">
      <OrbitIcon />
      <h1>
        Orbital <span>Kitchen</span>
      </h1>
      {board && <ViewSwitch board={board} view={selection.value.view} />}
      <ConnectionBadge connection={feed.connection.value} trueAsOf={feed.trueAsOf} />
      <Clock />
      <SoundButton />
      <button type="button" class="tool" aria-label={words.value.menu} onClick={() => (menuIsOpen.value = true)}>
        <MenuIcon />
      </button>
    </header>
  );
}

function Clock() {
  return <time class="clock">{formatTime(feed.now)}</time>;
}

function SoundButton() {
  const state = soundState.value;
  return (
    <button type="button" class="tool" data-sound={state} aria-label={words.value.sound[state]} aria-pressed={state === 'on'} onClick={toggleSound}>
      {state === 'off' ? <SoundOffIcon /> : <SoundIcon />}
      {state === 'blocked' && <span class="tool-text">{words.value.sound.blocked}</span>}
    </button>
  );
}
