import { unitsToMake, type StationWork } from '../board/stations';

interface Props {
  names: readonly string[];
  work: readonly StationWork[];
  selected: string | undefined;
  onSelect: (station: string | undefined) => void;
}

/** One button a station with its units to make, after one for all of them. */
export function StationTabs({ names, work, selected, onSelect }: Props) {
  const unitsOf = new Map(work.map(({ station, batchItems }) => [station, unitsToMake(batchItems)]));
  const allUnits = [...unitsOf.values()].reduce((sum, units) => sum + units, 0);
  return (
    <nav class="station-tabs" aria-label="Stations">
      <Tab station={undefined} units={allUnits} selected={selected} onSelect={onSelect} />
      {names.map((name) => (
        <Tab key={name} station={name} units={unitsOf.get(name) ?? 0} selected={selected} onSelect={onSelect} />
      ))}
    </nav>
  );
}

interface TabProps extends Pick<Props, 'selected' | 'onSelect'> {
  /** Undefined: all stations. */
  station: string | undefined;
  units: number;
}

function Tab({ station, units, selected, onSelect }: TabProps) {
  return (
    <button
      type="button"
      class="tab"
      aria-label={`${station ?? 'All stations'}: ${units} to make`}
      aria-pressed={station === selected}
      onClick={() => onSelect(station)}
    >
      <span class="tab-label">{station ?? 'All'}</span>
      <span class="tab-count">{units}</span>
    </button>
  );
}
