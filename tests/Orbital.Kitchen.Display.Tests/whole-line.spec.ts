import { expect, test as base, type Page } from '@playwright/test';
import { OrbitalSystem, type SourceDocument } from './orbital-system';

/** From a document in MongoDB to the page, through the real services. One system serves all tests of this file. */
const test = base.extend<object, { system: OrbitalSystem }>({
  system: [
    async ({}, use) => {
      const system = await OrbitalSystem.start();
      await use(system);
      await system.stop();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
});

function documentFor(station: string, item: string, quantity: number, brand = 'Desayuna'): SourceDocument {
  return {
    OtterOrderId: '019c52aa-1232-307c-b56d-1a3af34b458c',
    BrandName: brand,
    CustomerName: 'Frankie P',
    StationOrders: [{ OwnStationName: station, OrderItems: [{ Name: item, Quantity: quantity }] }],
  };
}

function card(page: Page, item: string) {
  return page.locator('.card').filter({ has: page.getByRole('heading', { name: item, exact: true }) });
}

/** Opens the page and counts how often it is loaded from then on. */
async function openLive(page: Page, system: OrbitalSystem): Promise<() => number> {
  await page.goto(system.url);
  await expect(page.getByRole('status')).toHaveText('Live');
  let loads = 0;
  page.on('framenavigated', () => loads++);
  return () => loads;
}

test('two orders of 2 and 3 of one item at one station are one card that reads 5, without a reload', async ({ page, system }) => {
  const loads = await openLive(page, system);

  await system.insert(documentFor('Burger Plancha Station', 'Burger', 2));
  await expect(card(page, 'Burger').locator('.quantity')).toHaveText('2');
  await system.insert(documentFor('Burger Plancha Station', 'Burger', 3, 'Smash House'));

  await expect(card(page, 'Burger').locator('.quantity')).toHaveText('5');
  await expect(card(page, 'Burger')).toHaveCount(1);
  await expect(card(page, 'Burger')).toContainText('2 orders');
  await expect(card(page, 'Burger').locator('.brand')).toHaveText(['Desayuna', 'Smash House']);
  await expect(page.locator('.order').first().locator('.brand')).toHaveText('Smash House');
  expect(loads()).toBe(0);
});

test('a page that is opened later shows the same', async ({ page, system }) => {
  await system.insert(documentFor('Drinks', 'Lemonade', 4));
  await openLive(page, system);
  await expect(card(page, 'Lemonade').locator('.quantity')).toHaveText('4');

  await page.reload();

  await expect(card(page, 'Lemonade').locator('.quantity')).toHaveText('4');
});

test('a hostile name comes through the whole line as text, under the kitchen’s own content security policy', async ({ page, system }) => {
  const hostile = '<img src=x onerror="document.title=\'owned\'">';
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await openLive(page, system);

  await system.insert(documentFor('Fry Station', hostile, 1, hostile));

  await expect(card(page, hostile)).toHaveCount(1);
  await expect(page.locator('.order').first().locator('.brand')).toHaveText(hostile);
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).toHaveTitle('Orbital Kitchen');
  expect(complaints).toEqual([]);
});
