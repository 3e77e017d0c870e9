import type { BatchItem } from '../api/types';
import { primaryVerb } from '../actions/action';
import type { Entry } from '../actions/entries';
import type { Lateness } from '../board/age';
import { unitsLeft } from '../board/stations';
import { words } from '../i18n/language';
import { actOnItem } from '../kitchen';
import { detailsOf } from '../screen/dialogs';
import { Age } from './Age';
import { BrandName } from './BrandName';
import { ServedOrders } from './ServedOrders';
import { PrimaryButton } from './PrimaryButton';
import { BoltIcon, FlameIcon, MoreIcon } from './icons';

interface Props {
  item: BatchItem;
  /** Its place on the board from 1 on: the key that leads to it. */
  number: number;
  /** Where demand was split: which of how many parts; of 1, it was not. */
  part: number;
  parts: number;
  lateness: Lateness;
  showsStation: boolean;
  isOver: boolean;
  entry: Entry | undefined;
}

/** A batch item as the cook reads it from two metres: how many of what, how late it is, and the one thing to do. */
export function BatchItemCard({ item, number, part, parts, lateness, showsStation, isOver, entry }: Props) {
  const text = words.value;
  const verb = primaryVerb(item);
  const units = unitsLeft(item);
  return (
    <li
      class="card"
      id={`item-${item.id}`}
      data-card
      data-batch-item={item.id}
      data-status={item.status}
      data-priority={item.priority}
      data-lateness={lateness}
      data-over={isOver}
    >
      <header class="card-head">
        <span class="card-number" aria-hidden="true">
          {number}
        </span>
        {item.priority === 'rush' && (
          <strong class="badge rush">
            <BoltIcon />
            {text.rush}
          </strong>
        )}
        {item.status === 'in_progress' && (
          <span class="badge cooking">
            <FlameIcon />
            {text.cooking}
          </span>
        )}
        <Age since={item.createdAt} lateness={lateness} />
      </header>
      <div class="card-body">
        <p class="quantity" key={units} dir="ltr" data-digits={String(units).length}>
          {units}
        </p>
        <div class="card-what">
          {showsStation && (
            <p class="card-station" dir="auto">
              {item.stationName}
            </p>
          )}
          <h2 class="item-name" dir="auto">
            {item.itemName}
          </h2>
          <p class="brands">
            {item.brands.map((brand) => (
              <BrandName key={brand} name={brand} />
            ))}
            {item.isHandMade && <span class="badge">{text.handMade}</span>}
          </p>
        </div>
      </div>
      <CardFacts item={item} part={part} parts={parts} />
      <footer class="card-actions">
        <PrimaryButton verb={verb} about={`${units} × ${item.itemName}`} entry={entry} isOver={isOver} onPress={() => verb && actOnItem(item, verb)} />
        <button type="button" class="more" aria-label={text.details(item.itemName)} onClick={() => (detailsOf.value = item.id)}>
          <MoreIcon />
        </button>
      </footer>
    </li>
  );
}

function CardFacts({ item, part, parts }: Pick<Props, 'item' | 'part' | 'parts'>) {
  const text = words.value;
  return (
    <div class="card-facts">
      {item.cancelledQuantity > 0 && <strong class="cancelled-units">{text.cancelledUnits(item.cancelledQuantity)}</strong>}
      {item.completedQuantity > 0 && <span class="badge some-done">{text.someDone(item.completedQuantity, item.quantity)}</span>}
      {parts > 1 && <span class="badge part">{text.part(part, parts)}</span>}
      <ServedOrders orders={item.orders} />
      {item.note && (
        <p class="note" dir="auto">
          {item.note}
        </p>
      )}
    </div>
  );
}
