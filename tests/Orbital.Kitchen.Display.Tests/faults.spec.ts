import { expect } from '@playwright/test';
import { FakeKitchen } from './fake-kitchen';
import { batchItem } from './kitchen-data';
import { burgers, connection, fries, openLive, quantityOf, test } from './page-on-fake-kitchen';

test('a batch item that is completed or cancelled leaves the board', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen);
  await expect(page.locator('.card')).toHaveCount(2);

  kitchen.putBatchItem({ ...burgers, status: 'completed' });
  kitchen.putBatchItem({ ...fries, status: 'cancelled' });

  await expect(page.locator('.card')).toHaveCount(0);
  await expect(page.getByText('All caught up')).toBeVisible();
});

test('an event that the page was built before is ignored', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.sendUnknownEvent();
  kitchen.putBatchItem({ ...burgers, quantity: 4 });

  await expect(quantityOf(page, 'burgers')).toHaveText('4');
  expect(kitchen.boardReads).toBe(1);
});

test('a missing number is noticed by the next event, and the lists are read again', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.putBatchItemUnheard(fries);
  kitchen.putBatchItem({ ...burgers, quantity: 4 });

  await expect(quantityOf(page, 'fries')).toHaveText('3');
  await expect(quantityOf(page, 'burgers')).toHaveText('4');
  expect(kitchen.boardReads).toBe(2);
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

  kitchen.putBatchItemUnheard({ ...burgers, quantity: 9 });
  kitchen.reset();

  await expect(quantityOf(page, 'burgers')).toHaveText('9');
  await expect(connection(page)).toHaveText('Live');
});

test('events of another history are not taken for those that were missed', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.board.history = 'second';
  kitchen.putBatchItemUnheard({ ...burgers, quantity: 9 });
  kitchen.cutStreams();

  await expect(quantityOf(page, 'burgers')).toHaveText('9');
  await expect.poll(() => kitchen.boardReads).toBe(2);
  await expect(connection(page)).toHaveText('Live');
});

test('a cut stream is replayed from where it was, without reading everything again', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.cutStreams();
  await expect(connection(page)).toContainText('Reconnecting');
  kitchen.putBatchItem(fries);
  kitchen.putBatchItem({ ...burgers, quantity: 4 });

  await expect(quantityOf(page, 'fries')).toHaveText('3');
  await expect(quantityOf(page, 'burgers')).toHaveText('4');
  await expect(connection(page)).toHaveText('Live');
  expect(kitchen.boardReads).toBe(1);
});

test('while the kitchen is away the cards stay, with the time they are true as of; back, it catches up', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  await kitchen.stop();
  await expect(connection(page)).toHaveText(/^Reconnecting · as of \d/);
  await expect(quantityOf(page, 'burgers')).toHaveText('2');
  kitchen.putBatchItem({ ...burgers, quantity: 5 });
  await kitchen.start();

  await expect(quantityOf(page, 'burgers')).toHaveText('5');
  await expect(connection(page)).toHaveText('Live');
});

test('a kitchen that came back with another history is read afresh', async ({ page, kitchen }) => {
  for (let quantity = 2; quantity < 8; quantity++) kitchen.putBatchItem({ ...burgers, quantity });
  await openLive(page, kitchen);

  await kitchen.stop();
  const other = new FakeKitchen();
  other.putBatchItem(batchItem({ id: 'soup', itemName: 'Soup', quantity: 1 }));
  await other.start(Number(new URL(kitchen.url).port));

  await expect(quantityOf(page, 'soup')).toHaveText('1');
  await expect(quantityOf(page, 'burgers')).toHaveCount(0);
  await other.stop();
});

test('refusals do not end it: a browser gives an EventSource up after one', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  kitchen.refusal = 503;
  kitchen.cutStreams();
  await expect.poll(() => kitchen.refusals).toBeGreaterThanOrEqual(2);
  kitchen.putBatchItem({ ...burgers, quantity: 5 });
  kitchen.refusal = undefined;

  await expect(quantityOf(page, 'burgers')).toHaveText('5');
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

test('a stream that hangs while it opens is given up, and opened anew', async ({ page, kitchen }) => {
  await page.clock.install();
  await openLive(page, kitchen);

  kitchen.streamsHang = true;
  kitchen.cutStreams();
  await expect(connection(page)).toContainText('Reconnecting');
  await page.clock.runFor(1_500);
  await expect.poll(() => kitchen.hangingStreams).toBe(1);
  kitchen.streamsHang = false;
  await page.clock.runFor(15_000);

  await expect(connection(page)).toHaveText('Live');
});

test('a screen that slept does not say that it is live before it has heard the kitchen again', async ({ page, kitchen }) => {
  await page.clock.install();
  await openLive(page, kitchen);

  kitchen.refusal = 503;
  // Asleep, only the wall clock goes on.
  await page.clock.setSystemTime(Date.now() + 3_600_000);
  await page.clock.runFor(1_500);
  await expect(connection(page)).toHaveText(/^Stale · as of \d/);

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

  await expect(quantityOf(page, 'burgers')).toHaveText('2');
});
