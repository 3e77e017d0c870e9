import type { Board } from '../board/board';
import { stationNames, unitsByStation } from '../board/stations';
import { words } from '../i18n/language';
import { feed } from '../kitchen';
import { select } from '../screen/selection';

/** One button a station with its units to make, after one for all of them. */
export function StationTabs({ board, selected }: { board: Board; selected: string | undefined }) {
  const others = feed.settings.stations.map(({ stationName }) => stationName);
  const names = stationNames(board, selected === undefined ? others : [...others, selected]);
  const units = unitsByStation(board);
  const allUnits = [...units.values()].reduce((sum, each) => sum + each, 0);
  return (
    <nav class="station-tabs" aria-label={words.value.stations}>
      <Tab station={undefined} units={allUnits} isSelected={selected === undefined} />
      {names.map((name) => (
        <Tab key={name} station={name} units={units.get(name) ?? 0} isSelected={selected === name} />
      ))}
    </nav>
  );
}

interface TabProps {
  /** Undefined: all stations. */
  station: string | undefined;
  units: number;
  isSelected: boolean;
}

function Tab({ station, units, isSelected }: TabProps) {
  const { all, allStations, stationTab } = words.value;
  return (
    <button
      type="button"
      class="tab"
      aria-label={stationTab(station ?? allStations, units)}
      aria-pressed={isSelected}
      onClick={() => select({ station })}
    >
      <span class="tab-label" dir="auto">
        {station ?? all}
      </span>
      <span class="count" data-none={units === 0}>
        {units}
      </span>
    </button>
  );
}
