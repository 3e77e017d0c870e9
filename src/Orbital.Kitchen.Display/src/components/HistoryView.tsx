import type { BatchItem } from '../api/types';
import type { Entry } from '../actions/entries';
import { canRecall, isHandedOff, type Board } from '../board/board';
import { formatTime } from '../i18n/time';
import { words } from '../i18n/language';
import { actOnItem, entriesByTarget } from '../kitchen';
import { fingerDown } from '../screen/finger';
import { useKeptFocus } from '../screen/focus';
import { usePlaces } from '../screen/places';
import { BrandName } from './BrandName';
import { NothingDone } from './Notices';
import { PrimaryButton } from './PrimaryButton';
import { ServedOrders } from './ServedOrders';

/** What was just completed, the newest first: what was tapped by mistake is brought back from here. */
export function HistoryView({ board, station }: { board: Board; station: string | undefined }) {
  useKeptFocus();
  const places = usePlaces(
    board.completed.filter(({ stationName }) => station === undefined || stationName === station),
    ({ id }) => id,
  );
  const entries = entriesByTarget.value;
  return (
    <main class="scrolling" aria-label={words.value.views.history} onPointerDown={fingerDown}>
      {places.length === 0 && <NothingDone />}
      <ul class="history">
        {places.map(({ item, isOver }, index) => (
          <HistoryRow key={item.id} board={board} item={item} number={index + 1} isOver={isOver} entry={entries.get(item.id)} />
        ))}
      </ul>
    </main>
  );
}

interface RowProps {
  board: Board;
  item: BatchItem;
  number: number;
  isOver: boolean;
  entry: Entry | undefined;
}

function HistoryRow({ board, item, number, isOver, entry }: RowProps) {
  const { completedAt, notRecallable, orderStatus } = words.value;
  return (
    <li class="history-row" id={`done-${item.id}`} data-card data-batch-item={item.id}>
      <span class="card-number" aria-hidden="true">
        {number}
      </span>
      <p class="quantity">{item.quantity}</p>
      <div class="card-what">
        <h2 class="item-name" dir="auto">
          {item.itemName}
        </h2>
        <p class="brands">
          {item.brands.map((brand) => (
            <BrandName key={brand} name={brand} />
          ))}
        </p>
        <ServedOrders orders={item.orders} />
      </div>
      <p class="history-where">
        <span dir="auto">{item.stationName}</span>
        <time>{completedAt(formatTime(Date.parse(item.completedAt ?? '')))}</time>
      </p>
      <PrimaryButton
        verb={canRecall(board, item) ? 'recall' : undefined}
        nothing={isHandedOff(board, item) ? orderStatus.handed_off : notRecallable}
        about={`${item.quantity} × ${item.itemName}`}
        entry={entry}
        isOver={isOver}
        onPress={() => actOnItem(item, 'recall')}
      />
    </li>
  );
}
