import type { DisplayList, PairedDisplay, Pairing } from '../api/types';
import { fetchJson } from '../live/kitchenApi';

/** Asks to be let in; asked again by a screen that waits already, it is the same code. */
export function openPairing(): Promise<Pairing> {
  return fetchJson('/pairings', { method: 'POST' });
}

/** What became of it. When it is approved, the answer brings the cookie that lets this screen in. */
export function collectPairing(): Promise<Pairing> {
  return fetchJson('/pairings/mine');
}

export interface Approval {
  name: string;
  /** None: everywhere. */
  stations: string[];
  role: PairedDisplay['role'];
}

export function approvePairing(code: string, approval: Approval): Promise<PairedDisplay> {
  return fetchJson(`/pairings/${encodeURIComponent(code)}/approval`, withBody('POST', approval));
}

export async function fetchDisplays(): Promise<PairedDisplay[]> {
  return (await fetchJson<DisplayList>('/displays')).items;
}

export function renameDisplay(id: string, name: string): Promise<PairedDisplay> {
  return fetchJson(`/displays/${id}`, withBody('PATCH', { name }));
}

export function revokeDisplay(id: string): Promise<PairedDisplay> {
  return fetchJson(`/displays/${id}`, { method: 'DELETE' });
}

function withBody(method: string, body: object): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
