import { words } from '../i18n/language';
import { BellOffIcon, CheckIcon, HistoryIcon, ReceiptIcon } from './icons';
import type { ComponentChildren } from 'preact';

interface Props {
  icon?: ComponentChildren;
  title?: string;
  children: ComponentChildren;
}

/** What the page says when it has nothing to show, and what to do about it. */
export function Notice({ icon, title, children }: Props) {
  return (
    <div class="notice">
      {icon}
      {title && <h2>{title}</h2>}
      {children}
    </div>
  );
}

export function Connecting() {
  return (
    <main class="scrolling">
      <Notice>
        <p>{words.value.reading}</p>
      </Notice>
    </main>
  );
}

export function Unreachable() {
  const { unreachable, unreachableMore } = words.value;
  return (
    <main class="scrolling">
      <Notice icon={<BellOffIcon />} title={unreachable}>
        {unreachableMore.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Notice>
    </main>
  );
}

export function NothingToDo({ station }: { station: string | undefined }) {
  const { caughtUp, nothingToMake, nothingToMakeHere } = words.value;
  return (
    <Notice icon={<CheckIcon />} title={caughtUp}>
      <p>{station === undefined ? nothingToMake : nothingToMakeHere}</p>
    </Notice>
  );
}

export function NoOrders() {
  const { noOrders, noOrdersMore } = words.value;
  return (
    <Notice icon={<ReceiptIcon />} title={noOrders}>
      <p>{noOrdersMore}</p>
    </Notice>
  );
}

export function NothingDone() {
  const { nothingDone, nothingDoneMore } = words.value;
  return (
    <Notice icon={<HistoryIcon />} title={nothingDone}>
      <p>{nothingDoneMore}</p>
    </Notice>
  );
}
