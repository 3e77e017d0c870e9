import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test as base, expect, type Page } from '@playwright/test';
import { wwwroot } from './build-page';
import { FakeKitchen } from './fake-kitchen';
import { batchItem, order } from './kitchen-data';

/** The page alone, against a kitchen that fails on demand. What the real services do is in whole-line.spec.ts. */
const test = base.extend<{ kitchen: FakeKitchen }>({
  kitchen: async ({}, use) => {
    const kitchen = new FakeKitchen();
    await kitchen.start();
    await use(kitchen);
    await kitchen.stop();
  },
});

const burgers = batchItem({ id: 'burgers', itemName: 'Burger', quantity: 2 });
const fries = batchItem({ id: 'fries', itemName: 'Fries', stationName: 'Fry Station', quantity: 3 });

function quantityOf(page: Page, id: string) {
  return page.locator(`[data-batch-item="${id}"] .quantity`);
}

function connection(page: Page) {
  return page.getByRole('status');
}

async function openLive(page: Page, kitchen: FakeKitchen): Promise<void> {
  await page.goto(kitchen.url);
  await expect(connection(page)).toHaveText('Live');
}

test.beforeEach(({ kitchen }) => {
  kitchen.putBatchItem(burgers);
});

test('the lists are read to their last page', async ({ page, kitchen }) => {
  kitchen.pageSize = 2;
  for (let index = 0; index < 6; index++) kitchen.putBatchItem(batchItem({ id: `item-${index}`, itemName: `Item ${index}` }));

  await openLive(page, kitchen);

  await expect(page.locator('.card')).toHaveCount(7);
});

test('a batch item that is completed or cancelled leaves the board', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen);
  await expect(page.locator('.card')).toHaveCount(2);

  kitchen.putBatchItem({ ...burgers, status: 'completed', version: 2 });
  kitchen.putBatchItem({ ...fries, status: 'cancelled', version: 2 });

  await expect(page.locator('.card')).toHaveCount(0);
  await expect(page.getByText('Send one like this')).toBeVisible();
});

test('an event that the page was built before is ignored', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.sendUnknownEvent();
  kitchen.putBatchItem({ ...burgers, quantity: 4, version: 2 });

  await expect(quantityOf(page, 'burgers')).toHaveText('4');
  expect(kitchen.batchItemReads).toBe(1);
});

test('a missing number is noticed by the next event, and the lists are read again', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.putBatchItemUnheard(fries);
  kitchen.putBatchItem({ ...burgers, quantity: 4, version: 2 });

  await expect(quantityOf(page, 'fries')).toHaveText('3');
  await expect(quantityOf(page, 'burgers')).toHaveText('4');
  expect(kitchen.batchItemReads).toBe(2);
});

test('a missing last number is noticed by the heartbeats', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.putBatchItemUnheard(fries);
  kitchen.heartbeat();
  kitchen.heartbeat();

  await expect(quantityOf(page, 'fries')).toHaveText('3');
});

test('a reset reads the lists again', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.putBatchItemUnheard({ ...burgers, quantity: 9, version: 2 });
  kitchen.reset();

  await expect(quantityOf(page, 'burgers')).toHaveText('9');
  await expect(connection(page)).toHaveText('Live');
});

test('a cut stream is replayed from where it was, without reading everything again', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.cutStreams();
  await expect(connection(page)).toContainText('Reconnecting');
  kitchen.putBatchItem(fries);
  kitchen.putBatchItem({ ...burgers, quantity: 4, version: 2 });

  await expect(quantityOf(page, 'fries')).toHaveText('3');
  await expect(quantityOf(page, 'burgers')).toHaveText('4');
  await expect(connection(page)).toHaveText('Live');
  expect(kitchen.batchItemReads).toBe(1);
});

test('while the kitchen is away the cards stay, with the time they are true as of; back, it catches up', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  await kitchen.stop();
  await expect(connection(page)).toHaveText(/^Reconnecting · as of \d/);
  await expect(quantityOf(page, 'burgers')).toHaveText('2');
  kitchen.putBatchItem({ ...burgers, quantity: 5, version: 2 });
  await kitchen.start();

  await expect(quantityOf(page, 'burgers')).toHaveText('5', { timeout: 10_000 });
  await expect(connection(page)).toHaveText('Live');
});

test('a kitchen that came back with another history is read afresh', async ({ page, kitchen }) => {
  for (let version = 2; version < 8; version++) kitchen.putBatchItem({ ...burgers, version });
  await openLive(page, kitchen);

  await kitchen.stop();
  const other = new FakeKitchen();
  other.putBatchItem(batchItem({ id: 'soup', itemName: 'Soup', quantity: 1 }));
  await other.start(Number(new URL(kitchen.url).port));

  await expect(quantityOf(page, 'soup')).toHaveText('1', { timeout: 10_000 });
  await expect(quantityOf(page, 'burgers')).toHaveCount(0);
  await other.stop();
});

test('refusals do not end it: a browser gives an EventSource up after one', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.refusal = 503;
  kitchen.cutStreams();
  await expect.poll(() => kitchen.refusals, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  kitchen.putBatchItem({ ...burgers, quantity: 5, version: 2 });
  kitchen.refusal = undefined;

  await expect(quantityOf(page, 'burgers')).toHaveText('5', { timeout: 10_000 });
  await expect(connection(page)).toHaveText('Live');
});

test('40 s of silence are called stale, and end when the kitchen is heard again', async ({ page, kitchen }) => {
  await page.clock.install();
  await openLive(page, kitchen);

  await page.clock.runFor(39_000);
  await expect(connection(page)).toHaveText('Live');
  kitchen.refusal = 503;
  await page.clock.runFor(3_000);
  await expect(connection(page)).toHaveText(/^Stale · as of \d/);
  await expect(quantityOf(page, 'burgers')).toHaveText('2');

  kitchen.refusal = undefined;
  await page.clock.runFor(10_000);
  await expect(connection(page)).toHaveText('Live');
});

test('a kitchen that was never reached is said to be so, until it is', async ({ page, kitchen }) => {
  kitchen.refusal = 503;
  await page.goto(kitchen.url);
  await expect(page.getByRole('heading', { name: 'The kitchen cannot be reached' })).toBeVisible();
  await expect(connection(page)).toHaveText('Kitchen unreachable');

  kitchen.refusal = undefined;

  await expect(quantityOf(page, 'burgers')).toHaveText('2', { timeout: 10_000 });
});

test('age goes by the kitchen’s clock, whatever the tablet’s says', async ({ page, kitchen }) => {
  await page.clock.setSystemTime(new Date('2001-01-01T00:00:00Z'));
  kitchen.putBatchItem({ ...fries, createdAt: new Date(Date.now() - 6 * 60_000).toISOString() });

  await openLive(page, kitchen);

  await expect(page.locator('[data-batch-item="fries"] .age')).toHaveText(/^Late6:0\d$/);
  await expect(page.locator('[data-batch-item="burgers"] .age')).toHaveText(/^0:\d\d$/);
});

test('a station’s tab shows that station alone and is remembered', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen);

  await page.getByRole('button', { name: 'Fry Station: 3 to make' }).click();
  await expect(page.locator('.card')).toHaveCount(1);
  await page.reload();

  await expect(page.locator('.card')).toHaveCount(1);
  await expect(quantityOf(page, 'fries')).toHaveText('3');
});

test('names are text: markup in them is shown, not run', async ({ page, kitchen }) => {
  const hostile = '<img src=x onerror="document.title=\'owned\'">';
  kitchen.putBatchItem(batchItem({ id: 'hostile', itemName: hostile, stationName: `${hostile} station`, brands: [`${hostile} brand`] }));
  kitchen.putOrder(order({ brandName: hostile, orderItems: [{ itemName: hostile, stationName: hostile, quantity: 1 }] }));

  await openLive(page, kitchen);

  await expect(page.getByRole('heading', { name: hostile, exact: true })).toBeVisible();
  await expect(page.locator('.order .brand')).toHaveText(hostile);
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).toHaveTitle('Orbital Kitchen');
});

test('nothing is loaded from elsewhere, nothing breaks the content security policy, and it is small', async ({ page, kitchen }) => {
  const complaints: string[] = [];
  const requested: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requested.push(request.url()));

  await openLive(page, kitchen);
  await page.getByRole('button', { name: 'All stations' }).click();

  expect(complaints).toEqual([]);
  expect(requested.filter((url) => !url.startsWith(kitchen.url))).toEqual([]);
  expect(compressedSize(wwwroot)).toBeLessThan(60_000);
});

/** The bytes of all files together, as a server sends them compressed. */
function compressedSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(file.parentPath, file.name))).length, 0);
}
