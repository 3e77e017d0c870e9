import { useEffect } from 'preact/hooks';
import type { BatchItem, Order } from '../api/types';
import { shortId, type Verb } from '../actions/action';
import { canRecall, findBatchItem, type Board } from '../board/board';
import { words } from '../i18n/language';
import { actOnItem, entriesByTarget, rushVerb } from '../kitchen';
import { detailsOf } from '../screen/dialogs';
import { BrandName } from './BrandName';
import { Dialog } from './Dialog';
import { BoltIcon, UndoIcon } from './icons';

/** All that there is to say about a batch item, and what is done too rarely for a place on its card. */
export function DetailsDialog({ board }: { board: Board }) {
  const item = detailsOf.value === undefined ? undefined : findBatchItem(board, detailsOf.value);
  useEffect(() => {
    // What has gone does not open again by itself when it comes back.
    if (!item) detailsOf.value = undefined;
  }, [item === undefined, detailsOf.value]);
  if (!item) return null;
  return (
    <Dialog title={`${item.quantity} × ${item.itemName}`} onClose={() => (detailsOf.value = undefined)}>
      <p class="details-station" dir="auto">
        {item.stationName}
      </p>
      {item.note && (
        <p class="note" dir="auto">
          {item.note}
        </p>
      )}
      <ul class="details-orders" aria-label={words.value.servedOrders}>
        {item.orders.map((served) => (
          <li key={served.orderId} data-cancelled={served.isCancelled}>
            <span class="order-id">#{shortId(served.orderId)}</span>
            <BrandOf order={board.orders.get(served.orderId)} />
            {served.completedQuantity > 0 && <span>{words.value.someDone(served.completedQuantity, served.quantity)}</span>}
            <b dir="ltr">×{served.quantity}</b>
          </li>
        ))}
      </ul>
      <DetailsActions board={board} item={item} />
    </Dialog>
  );
}

function BrandOf({ order }: { order: Order | undefined }) {
  return <span class="details-brand">{order && <BrandName name={order.brandName} />}</span>;
}

function DetailsActions({ board, item }: { board: Board; item: BatchItem }) {
  const { todo } = words.value;
  const isBusy = entriesByTarget.value.has(item.id);
  const rush = item.allowedActions.includes('update') ? rushVerb(item) : undefined;
  const act = (verb: Verb) => {
    actOnItem(item, verb);
    detailsOf.value = undefined;
  };
  return (
    <footer class="details-actions">
      {rush && (
        <button type="button" class="secondary" disabled={isBusy} onClick={() => act(rush)}>
          <BoltIcon />
          {todo[rush]}
        </button>
      )}
      {canRecall(board, item) && (
        <button type="button" class="secondary" disabled={isBusy} onClick={() => act('recall')}>
          <UndoIcon />
          {todo.recall}
        </button>
      )}
    </footer>
  );
}
