import { signal } from '@preact/signals';

/**
 * The kitchen shows its work only to screens that it knows, and this is none of them yet, or no longer. The page then says what to do
 * (`PairingScreen`) and goes on by itself once the kitchen shows its work again; what was tapped waits.
 */
export const signInNeeded = signal(false);

/** Every refusal passes here. What a screen that the kitchen knows may not do is 403, and stays so. */
export function noteRefusal(status: number): void {
  if (status === 401) signInNeeded.value = true;
}
