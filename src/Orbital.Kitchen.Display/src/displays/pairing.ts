import { signal } from '@preact/signals';
import { Refusal } from '../live/kitchenApi';
import { collectPairing, openPairing } from './displayApi';

const askEveryMs = 2_000;
const askAgainAfterFailureMs = 5_000;

/** The code that lets this screen in when a manager approves it; undefined until the kitchen has given one. */
export const pairingCode = signal<string | undefined>(undefined);

/** Gets a code, and a new one whenever it is over, until it is approved. The feed notices by itself that it is let in then. */
export function askToBeLetIn(): () => void {
  let next: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  async function ask(): Promise<void> {
    const delay = await step(() => isOver);
    if (!isOver) next = setTimeout(() => void ask(), delay);
  }

  void ask();
  return () => {
    isOver = true;
    clearTimeout(next);
    pairingCode.value = undefined;
  };
}

/**
 * Gives the time until the next step.
 * @param isLeft Whether nobody waits for a code any more.
 */
async function step(isLeft: () => boolean): Promise<number> {
  const hasCode = pairingCode.value !== undefined;
  try {
    const { code } = await (hasCode ? collectPairing() : openPairing());
    if (!isLeft()) pairingCode.value = code;
    return askEveryMs;
  } catch (error) {
    // Only the kitchen's word ends a code; one that a manager is about to type outlives a lost answer.
    const isOver = hasCode && error instanceof Refusal && error.status === 404;
    if (isOver) pairingCode.value = undefined;
    return isOver ? 0 : askAgainAfterFailureMs;
  }
}
