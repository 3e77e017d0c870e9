import { expect, test as base, type Locator, type Page } from '@playwright/test';
import type { BatchItem, BoardSnapshot } from '../../src/Orbital.Kitchen.Display/src/api/types';
import { OrbitalSystem, type SourceDocument } from './orbital-system';

/** From a document in MongoDB to the page, through the real services. One system serves all tests of a file; each works at a station of its own. */
export const test = base.extend<{ station: string }, { system: OrbitalSystem }>({
  system: [
    async ({}, use) => {
      const system = await OrbitalSystem.start();
      await use(system);
      await system.stop();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  station: async ({}, use, { testId }) => use(`Station ${testId.slice(-5)}`),
});

export function documentFor(station: string, item: string, quantity: number, brand = 'Desayuna'): SourceDocument {
  return {
    OtterOrderId: '019c52aa-1232-307c-b56d-1a3af34b458c',
    BrandName: brand,
    CustomerName: 'Frankie P',
    StationOrders: [{ OwnStationName: station, OrderItems: [{ Name: item, Quantity: quantity }] }],
  };
}

/** The page as the tablet of one station has it. */
export async function openStation(page: Page, url: string, station: string): Promise<void> {
  await page.goto(`${url}/#station=${encodeURIComponent(station)}`);
  await expect(page.getByRole('status')).toHaveText('Live');
}

export function card(page: Page, item: string): Locator {
  return page.locator('.card').filter({ has: page.getByRole('heading', { name: item, exact: true }) });
}

export function primary(page: Page, item: string): Locator {
  return card(page, item).locator('.primary');
}

/** Taps the one button of a card when it listens and says what is expected. */
export async function press(page: Page, item: string, text: string): Promise<void> {
  await expect(primary(page, item)).toHaveText(text);
  await expect(primary(page, item)).toHaveAttribute('aria-disabled', 'false');
  await primary(page, item).click();
}

export async function getBoard(url: string): Promise<BoardSnapshot> {
  return (await (await fetch(`${url}/api/v1/board`)).json()) as BoardSnapshot;
}

export async function post(url: string, path: string, body?: object): Promise<Response> {
  return fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
}

/** The cards of the board, as text to compare. */
export function cardsOf(board: BoardSnapshot): string[] {
  const left = (item: BatchItem) => item.quantity - item.completedQuantity - item.cancelledQuantity;
  return board.batchItems.map((item) => [item.id, item.itemName, item.status, item.priority, left(item)].join(' ')).sort();
}

/** The cards that the page shows, likewise. */
export async function cardsShown(page: Page): Promise<string[]> {
  const cards = await page.locator('[data-batch-item]').evaluateAll((elements) =>
    (elements as HTMLElement[]).map((element) => {
      const text = (selector: string) => element.querySelector(selector)?.textContent;
      const { dataset } = element;
      return [dataset.batchItem, text('.item-name'), dataset.status, dataset.priority, text('.quantity')].join(' ');
    }),
  );
  return cards.sort();
}

/** The orders of the board, likewise. */
export function ordersOf(board: BoardSnapshot): string[] {
  return board.orders.map(({ orderId, status, priority }) => [orderId, status, priority].join(' ')).sort();
}

/** The orders that the page shows; it shows its cards again afterwards. */
export async function ordersShown(page: Page): Promise<string[]> {
  await page.locator('button[data-view=orders]').click();
  const orders = await page.locator('[data-order]').evaluateAll((elements) =>
    (elements as HTMLElement[]).map(({ dataset }) => [dataset.order, dataset.status, dataset.priority].join(' ')),
  );
  await page.locator('button[data-view=board]').click();
  return orders.sort();
}
