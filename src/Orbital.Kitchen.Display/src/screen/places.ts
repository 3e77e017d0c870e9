import { useRef } from 'preact/hooks';
import { arrange, type Place } from '../board/arrange';
import { fingerIsDown } from './finger';

/** The places of a view's cards from one drawing to the next: none moves under a finger. */
export function usePlaces<T>(work: readonly T[], idOf: (item: T) => string): readonly Place<T>[] {
  const places = useRef<readonly Place<T>[]>([]);
  places.current = arrange(places.current, work, idOf, fingerIsDown.value);
  return places.current;
}

/** What stands beside the cards is as it was when a finger came down: by growing or shrinking it would move them. */
export function useStill<T>(value: T): T {
  const shown = useRef(value);
  if (!fingerIsDown.value) shown.current = value;
  return shown.current;
}
