import type { Board } from '../board/board';
import { stationNames, unitsToMake, workOf } from '../board/stations';
import { words } from '../i18n/language';
import { feed } from '../kitchen';
import { select } from '../screen/selection';

/** One button a station with its units to make, after one for all of them. */
export function StationTabs({ board, selected }: { board: Board; selected: string | undefined }) {
  const others = feed.settings.stations.map(({ stationName }) => stationName);
  const names = stationNames(board, selected === undefined ? others : [...others, selected]);
  return (
    <nav class="station-tabs" aria-label={words.value.stations}>
      <Tab station={undefined} board={board} isSelected={selected === undefined} />
      {names.map((name) => (
        <Tab key={name} station={name} board={board} isSelected={selected === name} />
      ))}
    </nav>
  );
}

interface TabProps {
  /** Undefined: all stations. */
  station: string | undefined;
  board: Board;
  isSelected: boolean;
}

function Tab({ station, board, isSelected }: TabProps) {
  const { all, allStations, stationTab } = words.value;
  const units = unitsToMake(workOf(board, station));
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
