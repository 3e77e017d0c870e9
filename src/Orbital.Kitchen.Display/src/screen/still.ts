import { useRef } from 'preact/hooks';
import { fingerIsDown } from './finger';

/** A list as it was when a finger came down on it: rows neither move nor go under it. */
export function useStill<T>(list: readonly T[]): readonly T[] {
  const shown = useRef(list);
  if (!fingerIsDown.value) shown.current = list;
  return shown.current;
}
