import { unitsToMake, type StationWork } from '../board/stations';
import type { KitchenFeed } from '../live/kitchenFeed';
import { BatchItemCard } from './BatchItemCard';
import { NothingToDo } from './Notices';

interface Props {
  work: readonly StationWork[];
  /** Undefined: all stations. */
  station: string | undefined;
  feed: KitchenFeed;
}

export function BoardView({ work, station, feed }: Props) {
  const shown = station === undefined ? work : work.filter((each) => each.station === station);
  return (
    <main class="board" aria-label="Batch items">
      {shown.length === 0 && <NothingToDo station={station} />}
      {shown.map((each) => (
        <StationSection key={each.station} {...each} feed={feed} />
      ))}
    </main>
  );
}

function StationSection({ station, batchItems, feed }: StationWork & { feed: KitchenFeed }) {
  return (
    <section class="station" aria-label={station}>
      <h2>
        <span class="station-name">{station}</span>
        <span class="station-units">{unitsToMake(batchItems)} to make</span>
      </h2>
      <ul class="cards">
        {batchItems.map((item) => (
          <BatchItemCard key={item.id} item={item} feed={feed} />
        ))}
      </ul>
    </section>
  );
}
