import { useState } from 'preact/hooks';
import type { PairedDisplay } from '../api/types';
import { stationNames } from '../board/stations';
import { approve } from '../displays/displays';
import { words } from '../i18n/language';
import { feed } from '../kitchen';

/** Lets a screen in by the code that it shows. */
export function ApprovalForm() {
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<PairedDisplay['role']>('cook');
  const [chosen, setChosen] = useState<string[]>([]);
  const text = words.value.displays;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!(await approve(code, { name, role, stations: chosen }))) return;
    setCode('');
    setName('');
    setChosen([]);
  }

  return (
    <form class="approval" onSubmit={(event) => void submit(event)}>
      <p>{text.howToPair}</p>
      <label>
        {text.code}
        <input class="code" autocomplete="off" maxLength={9} required value={code} onInput={({ currentTarget }) => setCode(currentTarget.value.toUpperCase())} />
      </label>
      <label>
        {text.name}
        <input autocomplete="off" maxLength={60} required value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <label>
        {text.role}
        <select value={role} onChange={({ currentTarget }) => setRole(currentTarget.value as PairedDisplay['role'])}>
          <option value="cook">{text.roles.cook}</option>
          <option value="manager">{text.roles.manager}</option>
        </select>
      </label>
      <Stations chosen={chosen} onChoose={setChosen} />
      <button type="submit" class="secondary">
        {text.approve}
      </button>
    </form>
  );
}

/** None chosen: everywhere. */
function Stations({ chosen, onChoose }: { chosen: string[]; onChoose: (stations: string[]) => void }) {
  const names = feed.board ? stationNames(feed.board, []) : [];
  if (names.length === 0) return null;
  const toggle = (station: string) => onChoose(chosen.includes(station) ? chosen.filter((each) => each !== station) : [...chosen, station]);
  return (
    <fieldset>
      <legend>{words.value.displays.stations}</legend>
      {names.map((station) => (
        <label key={station}>
          <input type="checkbox" checked={chosen.includes(station)} onChange={() => toggle(station)} />
          {station}
        </label>
      ))}
    </fieldset>
  );
}
