import { signal } from '@preact/signals';

/**
 * The kitchen shows its work only to screens that it knows, and this is none of them yet, or no longer. The page then says what to do
 * (`SignIn` in `Notices.tsx`) and goes on by itself once the kitchen shows its work again; what was tapped waits.
 */
export const signInNeeded = signal(false);

/** Every refusal passes here. A screen that the kitchen knows may still be refused a single action. */
export function noteRefusal(status: number, isReading: boolean): void {
  if (status === 401 || (status === 403 && isReading)) signInNeeded.value = true;
}
