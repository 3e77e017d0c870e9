import { shortId } from '../actions/action';
import type { Entry } from '../actions/entries';
import type { LineProgress, OrderProgress } from '../board/orders';
import { words } from '../i18n/language';
import { actOnOrder, canRush } from '../kitchen';
import { Age } from './Age';
import { BrandName } from './BrandName';
import { BoltIcon, CheckIcon, FlameIcon, HourglassIcon } from './icons';
import { PrimaryButton } from './PrimaryButton';

interface Props {
  progress: OrderProgress;
  number: number;
  isOver: boolean;
  entry: Entry | undefined;
}

/** An order as the one who hands it off sees it. */
export function OrderCard({ progress: { order, lines, units, unitsDone }, number, isOver, entry }: Props) {
  const text = words.value;
  const isReady = order.status === 'ready';
  const id = shortId(order.orderId);
  return (
    <li class="card order" id={`order-${order.orderId}`} data-card data-order={order.orderId} data-status={order.status} data-priority={order.priority} data-over={isOver}>
      <header class="card-head">
        <span class="card-number" aria-hidden="true">
          {number}
        </span>
        {order.priority === 'rush' && (
          <strong class="badge rush">
            <BoltIcon />
            {text.rush}
          </strong>
        )}
        <span class="badge order-status">{text.orderStatus[order.status]}</span>
        <Age since={order.receivedAt} lateness="fresh" />
      </header>
      <h2 class="order-name">
        <span class="order-id">#{id}</span>
        <BrandName name={order.brandName} />
      </h2>
      <div class="order-progress">
        <progress max={units} value={unitsDone} aria-label={text.progress(unitsDone, units)} />
        <span>{text.progress(unitsDone, units)}</span>
      </div>
      <ul class="lines">
        {lines.map((line) => (
          <Line key={`${line.stationName}\n${line.itemName}`} line={line} />
        ))}
      </ul>
      <footer class="card-actions">
        <PrimaryButton verb={isReady ? 'hand-off' : undefined} about={`#${id} ${order.brandName}`} entry={entry} isOver={isOver} onPress={() => actOnOrder(order, 'hand-off')} />
        {canRush(order) && (
          <button
            type="button"
            class="more"
            aria-label={`${text.todo['rush-order']}: #${id} ${order.brandName}`}
            aria-disabled={entry !== undefined}
            onClick={() => actOnOrder(order, 'rush-order')}
          >
            <BoltIcon />
          </button>
        )}
      </footer>
    </li>
  );
}

function Line({ line: { itemName, stationName, quantity, done, cooking } }: { line: LineProgress }) {
  const { lineDone, lineCooking, lineWaiting } = words.value;
  const [state, Icon, text] =
    done >= quantity ? (['done', CheckIcon, lineDone] as const)
    : cooking > 0 ? (['cooking', FlameIcon, lineCooking] as const)
    : (['waiting', HourglassIcon, lineWaiting] as const);
  return (
    <li class="line" data-state={state}>
      <b>{quantity}</b>
      <span class="line-what" dir="auto">
        {itemName}
        {state !== 'done' && <small>{stationName}</small>}
      </span>
      <span class="line-state">
        <Icon />
        {done > 0 && done < quantity ? `${done}/${quantity}` : text}
      </span>
    </li>
  );
}
