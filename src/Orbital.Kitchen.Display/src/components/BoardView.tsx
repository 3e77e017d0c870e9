import { agesOf, latenessOf } from '../board/age';
import type { Board } from '../board/board';
import { partsOf } from '../board/parts';
import { workOf } from '../board/stations';
import { words } from '../i18n/language';
import { entriesByTarget, feed } from '../kitchen';
import { fingerDown } from '../screen/finger';
import { useKeptFocus } from '../screen/focus';
import { usePlaces } from '../screen/places';
import { BatchItemCard } from './BatchItemCard';
import { NothingToDo } from './Notices';

/** The open work of one station, or of all. */
export function BoardView({ board, station }: { board: Board; station: string | undefined }) {
  const places = usePlaces(workOf(board, station), ({ id }) => id);
  useKeptFocus();

  const parts = partsOf(board);
  const entries = entriesByTarget.value;
  const { now, settings } = feed;
  return (
    <main class="scrolling" aria-label={words.value.batchItems} onPointerDown={fingerDown}>
      {places.length === 0 && <NothingToDo station={station} />}
      <ul class="cards">
        {places.map(({ item, isOver }, index) => (
          <BatchItemCard
            key={item.id}
            item={item}
            number={index + 1}
            part={parts.get(item.id)?.number ?? 1}
            parts={parts.get(item.id)?.of ?? 1}
            lateness={latenessOf(now - Date.parse(item.createdAt), agesOf(settings, item.stationName))}
            showsStation={station === undefined}
            isOver={isOver}
            entry={entries.get(item.id)}
          />
        ))}
      </ul>
    </main>
  );
}
