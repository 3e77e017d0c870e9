import { formatAge, latenessOf } from '../board/age';
import { unitsLeft } from '../board/stations';
import type { KitchenFeed } from '../live/kitchenFeed';
import type { BatchItem } from '../wire';
import { BrandName } from './BrandName';
import { AlertIcon, ClockIcon, FlameIcon, ReceiptIcon } from './icons';

export function BatchItemCard({ item, feed }: { item: BatchItem; feed: KitchenFeed }) {
  const ageMs = feed.now - Date.parse(item.createdAt);
  const lateness = latenessOf(ageMs);
  return (
    <li class="card" data-lateness={lateness} data-batch-item={item.id}>
      {/* A new key for a new number: the element is replaced, and its animation draws the eye to the change. */}
      <strong class="quantity" key={unitsLeft(item)}>
        {unitsLeft(item)}
      </strong>
      <div class="card-what">
        <h3 class="item-name">{item.itemName}</h3>
        <p class="brands">
          {item.status === 'in_progress' && (
            <span class="cooking">
              <FlameIcon />
              Cooking
            </span>
          )}
          {item.brands.map((brand) => (
            <BrandName key={brand} name={brand} />
          ))}
        </p>
      </div>
      <footer class="card-facts">
        <span>
          <ReceiptIcon />
          {item.orders.length === 1 ? '1 order' : `${item.orders.length} orders`}
        </span>
        {item.completedQuantity > 0 && <span>{`${item.completedQuantity} of ${item.quantity} done`}</span>}
        <span class="age">
          {lateness === 'fresh' ? <ClockIcon /> : <AlertIcon />}
          {lateness !== 'fresh' && <span class="age-word">{lateness === 'late' ? 'Late' : 'Overdue'}</span>}
          <time>{formatAge(ageMs)}</time>
        </span>
      </footer>
    </li>
  );
}
