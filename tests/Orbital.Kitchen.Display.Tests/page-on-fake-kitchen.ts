import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { FakeKitchen } from './fake-kitchen';
import { batchItem } from './kitchen-data';

export const burgers = batchItem({ id: 'burgers', itemName: 'Burger', quantity: 2 });
export const fries = batchItem({ id: 'fries', itemName: 'Fries', stationName: 'Fry Station', quantity: 3 });

/** The page alone, on a fake kitchen that has burgers to make. What the real services do is in whole-line.spec.ts. */
export const test = base.extend<{ kitchen: FakeKitchen }>({
  kitchen: async ({}, use) => {
    const kitchen = new FakeKitchen();
    await kitchen.start();
    kitchen.putBatchItem(burgers);
    await use(kitchen);
    await kitchen.stop();
  },
});

export function card(page: Page, id: string): Locator {
  return page.locator(`[data-batch-item="${id}"]`);
}

export function quantityOf(page: Page, id: string): Locator {
  return card(page, id).locator('.quantity');
}

export function primary(page: Page, id: string): Locator {
  return card(page, id).locator('.primary');
}

export function connection(page: Page): Locator {
  return page.getByRole('status');
}

export async function openLive(page: Page, kitchen: FakeKitchen, address = ''): Promise<void> {
  await page.goto(`${kitchen.url}/${address}`);
  await expect(connection(page)).toHaveText('Live');
}
