/** Drawn on a 24 by 24 grid in the colour of the text beside them, which says the same in words. */
function icon(paths: string) {
  return function Icon() {
    return (
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d={paths} />
      </svg>
    );
  };
}

export const AlertIcon = icon('M12 3 2.5 20h19zM12 10v4.5M12 17.2v.1');
export const BellOffIcon = icon('M4 4l16 16M9 5.2A6 6 0 0 1 18 10c0 3 .8 5 1.7 6.3M16 18H4.5c1-1.5 1.5-4 1.5-8M10 21h4');
export const BoltIcon = icon('M13 2 5 14h6l-1 8 8-12h-6z');
export const CheckIcon = icon('M4 12.5 9.5 18 20 6.5');
export const ClockIcon = icon('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2');
export const CloseIcon = icon('M6 6l12 12M18 6 6 18');
export const FlameIcon = icon('M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-2 1-3.5 2-4.5.5 1.5 1 2 2 2.5 0-3 .5-6 2-9z');
export const HistoryIcon = icon('M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5M12 8v4.5l3 2');
export const HourglassIcon = icon('M7 3h10M7 21h10M8 3c0 5 8 6 8 9s-8 4-8 9M16 3c0 5-8 6-8 9s8 4 8 9');
export const KeyIcon = icon('M8 12a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 13l9-9M17 7l3 3M14 10l2 2');
export const MenuIcon = icon('M4 7h16M4 12h16M4 17h16');
export const MoreIcon = icon('M5 12v.1M12 12v.1M19 12v.1');
export const PanIcon = icon('M10 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM16 12h6');
export const ReceiptIcon = icon('M5 3v18l2.5-1.6L10 21l2-1.6 2 1.6 2.5-1.6L19 21V3zM9 8h6M9 12h6');
export const SoundIcon = icon('M4 9.5v5h4l5 4v-13l-5 4zM16.5 9a4.5 4.5 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11');
export const SoundOffIcon = icon('M4 9.5v5h4l5 4v-13l-5 4zM17 9.5l5 5M22 9.5l-5 5');
export const SumIcon = icon('M18 5H6l6 7-6 7h12');
export const UndoIcon = icon('M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-4');

export function OrbitIcon() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <ellipse cx="16" cy="16" rx="13.5" ry="6" transform="rotate(-28 16 16)" />
      <circle class="logo-planet" cx="16" cy="16" r="5.5" />
      <circle class="logo-moon" cx="26.5" cy="8.5" r="3" />
    </svg>
  );
}
