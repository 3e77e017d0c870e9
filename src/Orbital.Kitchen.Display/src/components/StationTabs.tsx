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
      <Tab label="All stations" units={allUnits} isSelected={selected === undefined} onSelect={() => onSelect(undefined)} />
      {names.map((name) => (
        <Tab
          key={name}
          label={name}
          units={unitsOf.get(name) ?? 0}
          isSelected={selected === name}
          onSelect={() => onSelect(name)}
        />
      ))}
    </nav>
  );
}

function Tab(props: { label: string; units: number; isSelected: boolean; onSelect: () => void }) {
  return (
    <button type="button" class="tab" aria-pressed={props.isSelected} onClick={props.onSelect}>
      <span class="tab-label">{props.label}</span>
      <span class="tab-count">{props.units}</span>
    </button>
  );
}
