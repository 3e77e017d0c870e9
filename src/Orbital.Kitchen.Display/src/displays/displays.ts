import { signal } from '@preact/signals';
import type { PairedDisplay } from '../api/types';
import { Refusal } from '../live/kitchenApi';
import { showInAddress } from '../screen/selection';
import { approvePairing, fetchDisplays, renameDisplay, revokeDisplay, type Approval } from './displayApi';

const hash = '#displays';

/** Whether the paired displays are shown; the address `#displays` opens them too. */
export const displaysAreOpen = signal(location.hash === hash);

addEventListener('hashchange', () => location.hash === hash && (displaysAreOpen.value = true));

/** The paired displays as the kitchen told them last; undefined before. */
export const displays = signal<PairedDisplay[] | undefined>(undefined);

/** Why the last request was not done. */
export const trouble = signal<'forbidden' | 'unknownCode' | 'failed' | undefined>(undefined);

export function closeDisplays(): void {
  displaysAreOpen.value = false;
  if (location.hash === hash) showInAddress();
}

export function readDisplays(): Promise<boolean> {
  return attempt(async () => {});
}

export function approve(code: string, approval: Approval): Promise<boolean> {
  return attempt(() => approvePairing(code, approval));
}

export function rename(id: string, name: string): Promise<boolean> {
  return attempt(() => renameDisplay(id, name));
}

export function revoke(id: string): Promise<boolean> {
  return attempt(() => revokeDisplay(id));
}

/** Does it, and reads what is then. Gives whether it was done. */
async function attempt(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    displays.value = await fetchDisplays();
    trouble.value = undefined;
    return true;
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 0;
    trouble.value = status === 401 || status === 403 ? 'forbidden' : status === 404 ? 'unknownCode' : 'failed';
    return false;
  }
}
