import type { ComponentChildren } from 'preact';
import { undoMs } from '../actions/outbox';
import { isDelayed, isWithdrawable, type Entry, type RefusedAction, type Undoable } from '../actions/entries';
import { findBatchItem } from '../board/board';
import { unitsLeft } from '../board/stations';
import { words } from '../i18n/language';
import { feed, outbox } from '../kitchen';
import { cancelledNews, dismissNews } from '../screen/news';
import { fingerDown } from '../screen/finger';
import { useStill } from '../screen/places';
import { screenNow } from '../screen/screenClock';
import { AlertIcon, HourglassIcon, UndoIcon } from './icons';

/** More would cover the board; what is older than these can be recalled from the history. */
const mostUndoables = 3;

/** What a cook should know of the actions just taken: what was refused, what still waits, what can be undone. The newest stands last. */
export function Tray() {
  const { news, refused, waiting, undoables } = useStill({
    news: cancelledNews.value,
    refused: outbox.refused.value,
    waiting: outbox.entries.value.filter(isDelayed),
    undoables: [...outbox.entries.value.filter(({ state }) => state === 'held'), ...outbox.undoables.value.slice(-mostUndoables)],
  });
  return (
    <section class="tray" aria-label={words.value.actions} onPointerDown={fingerDown}>
      {news.map(({ key, units, itemName }) => (
        <Item key={key} kind="cancelled" icon={<AlertIcon />} text={words.value.cancelledNews(units, itemName)}>
          <button type="button" onClick={() => dismissNews(key)}>
            {words.value.understood}
          </button>
        </Item>
      ))}
      {refused.map((each) => (
        <Refused key={each.action.key} refused={each} />
      ))}
      {waiting.map((entry) => (
        <Waiting key={entry.action.key} entry={entry} />
      ))}
      {undoables.map((each) => (
        <Undo key={each.action.key} of={each} />
      ))}
    </section>
  );
}

function Refused({ refused: { action, reason, detail } }: { refused: RefusedAction }) {
  const { refused, notUndone, because, nowIs, todo, understood } = words.value;
  const text = reason === 'notUndone' ? notUndone : refused;
  const more = [because[reason], detail, nowIs(presentStateOf(action.target))].filter(Boolean).join(' ');
  return (
    <Item kind="refused" icon={<AlertIcon />} text={text(todo[action.verb], action.label)} more={more}>
      <button type="button" onClick={() => outbox.dismiss(action.key)}>
        {understood}
      </button>
    </Item>
  );
}

function presentStateOf(target: string): string {
  const { itemStatus, orderStatus, notOnBoard } = words.value;
  const item = feed.board && findBatchItem(feed.board, target);
  if (item) return item.status === 'completed' ? itemStatus.completed : `${unitsLeft(item)} × ${item.itemName}, ${itemStatus[item.status]}`;
  const order = feed.board?.orders.get(target);
  return order ? orderStatus[order.status] : notOnBoard;
}

function Waiting({ entry }: { entry: Entry }) {
  const { waitsToBeSent, isTakenBack, withdraw, todo } = words.value;
  const { action, undoWhenDone } = entry;
  const text = undoWhenDone ? isTakenBack : waitsToBeSent;
  return (
    <Item kind="waiting" icon={<HourglassIcon />} text={text(todo[action.verb], action.label)}>
      {isWithdrawable(entry) && (
        <button type="button" onClick={() => outbox.undo(action.key)}>
          {withdraw}
        </button>
      )}
    </Item>
  );
}

function Undo({ of }: { of: Entry | Undoable }) {
  const { done, heldBack, undo } = words.value;
  const { action } = of;
  const runsSince = 'answeredAt' in of ? of.answeredAt : of.tappedAt;
  return (
    <Item kind="done" text={heldBack(done[action.verb], action.label)}>
      <button type="button" aria-label={`${undo}: ${done[action.verb]} ${action.label}`} onClick={() => outbox.undo(action.key)}>
        <UndoIcon />
        {undo}
      </button>
      <span class="time-left" style={{ animationDuration: `${undoMs}ms`, animationDelay: `${Math.min(0, runsSince - screenNow())}ms` }} />
    </Item>
  );
}

interface ItemProps {
  kind: 'cancelled' | 'refused' | 'waiting' | 'done';
  icon?: ComponentChildren;
  text: string;
  more?: string;
  children: ComponentChildren;
}

function Item({ kind, icon, text, more, children }: ItemProps) {
  return (
    <div class="tray-item" data-kind={kind} role={kind === 'refused' || kind === 'cancelled' ? 'alert' : undefined}>
      {icon}
      <p>
        <b dir="auto">{text}</b>
        {more && <span dir="auto">{more}</span>}
      </p>
      {children}
    </div>
  );
}
