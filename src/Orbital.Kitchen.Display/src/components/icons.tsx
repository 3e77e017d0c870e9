import type { ComponentChildren } from 'preact';

/** Drawn on a 24 by 24 grid in the colour of the text beside them, which says the same in words. */
function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {children}
    </svg>
  );
}

export function ReceiptIcon() {
  return (
    <Icon>
      <path d="M5 3v18l2.5-1.6L10 21l2-1.6 2 1.6 2.5-1.6L19 21V3z" />
      <path d="M9 8h6M9 12h6" />
    </Icon>
  );
}

export function ClockIcon() {
  return (
    <Icon>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3.5 2" />
    </Icon>
  );
}

export function AlertIcon() {
  return (
    <Icon>
      <path d="M12 3 2.5 20h19z" />
      <path d="M12 10v4.5M12 17.2v.1" />
    </Icon>
  );
}

export function FlameIcon() {
  return (
    <Icon>
      <path d="M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-2 1-3.5 2-4.5.5 1.5 1 2 2 2.5 0-3 .5-6 2-9z" />
    </Icon>
  );
}

export function OrbitIcon() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <ellipse cx="16" cy="16" rx="13.5" ry="6" transform="rotate(-28 16 16)" />
      <circle class="logo-planet" cx="16" cy="16" r="5.5" />
      <circle class="logo-moon" cx="26.5" cy="8.5" r="3" />
    </svg>
  );
}
