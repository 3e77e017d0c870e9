import { expect, type Locator, type Page } from '@playwright/test';
import { batchItem, order } from './kitchen-data';
import { burgers, card, connection, fries, openLive, primary, quantityOf, test } from './page-on-fake-kitchen';

test.use({ hasTouch: true });

function tray(page: Page, kind: 'done' | 'waiting' | 'refused' | 'cancelled'): Locator {
  return page.locator(`.tray-item[data-kind=${kind}]`);
}

test('a batch item is started, done, and brought back step by step, by touch', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  await primary(page, 'burgers').tap();
  await expect(primary(page, 'burgers')).toHaveText('Done');
  await tray(page, 'done').getByRole('button', { name: 'Undo' }).tap();
  await expect(primary(page, 'burgers')).toHaveText('Start');

  await primary(page, 'burgers').tap();
  await expect(primary(page, 'burgers')).toHaveText('Done');
  await expect(primary(page, 'burgers')).toHaveAttribute('aria-disabled', 'false');
  await primary(page, 'burgers').tap();
  await expect(card(page, 'burgers')).toHaveCount(0);
  await tray(page, 'done').getByRole('button', { name: 'Undo: Done' }).tap();

  await expect(primary(page, 'burgers')).toHaveText('Done');
});

test('a double tap does one thing', async ({ page, kitchen }) => {
  await openLive(page, kitchen);

  await primary(page, 'burgers').dblclick();

  await expect(primary(page, 'burgers')).toHaveText('Done');
  await expect(primary(page, 'burgers')).toHaveAttribute('aria-disabled', 'false');
  expect(kitchen.arrivedKeys).toHaveLength(1);
});

test('what was completed stands in the history and is recalled from there', async ({ page, kitchen }) => {
  kitchen.putBatchItem({ ...fries, status: 'completed', completedQuantity: 3, completedAt: new Date().toISOString() });
  kitchen.putOrder(order({ status: 'ready' }));
  kitchen.putBatchItem(batchItem({ id: 'eaten', status: 'completed', completedAt: new Date().toISOString(), orders: [{ ...burgers.orders[0]!, orderId: 'gone' }] }));
  await openLive(page, kitchen);

  await page.getByRole('button', { name: 'History' }).tap();
  // Its order has left the house: the kitchen would not take it back.
  await expect(primary(page, 'eaten')).toHaveText('Handed off');
  await primary(page, 'fries').tap();
  await expect(card(page, 'fries')).toHaveCount(0);
  await page.getByRole('button', { name: 'Board' }).tap();

  await expect(primary(page, 'fries')).toHaveText('Done');
});

test('an action whose answer is lost is sent again under its key, and takes effect once', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  kitchen.answersToLose = 2;

  await primary(page, 'burgers').tap();

  await expect.poll(() => kitchen.arrivedKeys.length).toBe(3);
  await expect(tray(page, 'done')).toHaveText('Started: 2 × BurgerUndo');
  expect(new Set(kitchen.arrivedKeys).size).toBe(1);
  expect([...kitchen.board.effects.values()]).toEqual([1]);
});

test('while the kitchen is away an action waits in sight, over a reload of the page too, and is done when it is back', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  await kitchen.stop();
  await expect(connection(page)).toContainText('Reconnecting');

  await primary(page, 'burgers').tap();
  await expect(tray(page, 'waiting')).toContainText('Waits for the kitchen: Start 2 × Burger');
  await kitchen.start();
  kitchen.refusal = 503;
  await page.reload();
  await expect(tray(page, 'waiting')).toContainText('Start 2 × Burger');
  kitchen.refusal = undefined;

  await expect(primary(page, 'burgers')).toHaveText('Done');
  await expect(tray(page, 'waiting')).toHaveCount(0);
  expect([...kitchen.board.effects.values()]).toEqual([1]);
});

test('an action that may have been done is withdrawn all the same: it is undone when the kitchen answers', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  await kitchen.stop();

  await primary(page, 'burgers').tap();
  await tray(page, 'waiting').getByRole('button', { name: 'Withdraw' }).tap();
  await expect(tray(page, 'waiting')).toHaveText('Taken back as soon as the kitchen answers: Start 2 × Burger');
  await kitchen.start();

  await expect(tray(page, 'waiting')).toHaveCount(0);
  await expect(connection(page)).toHaveText('Live');
  await expect(primary(page, 'burgers')).toHaveText('Start');
  expect([...kitchen.board.effects.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]+$/), expect.stringMatching(/\.undo$/)]);
});

test('two tabs that both send an action and both undo it: the kitchen does each once', async ({ page, context, kitchen }) => {
  await openLive(page, kitchen);
  kitchen.refusal = 503;
  await primary(page, 'burgers').tap();
  await expect(tray(page, 'waiting')).toBeVisible();
  const other = await context.newPage();
  await other.goto(kitchen.url);
  await expect(tray(other, 'waiting')).toContainText('Start 2 × Burger');

  let open = () => {};
  kitchen.gate = new Promise((resolve) => (open = resolve));
  kitchen.refusal = undefined;
  await expect.poll(() => kitchen.arrivedKeys.length).toBeGreaterThanOrEqual(2);
  open();
  for (const tab of [page, other]) await expect(tray(tab, 'done')).toHaveText('Started: 2 × BurgerUndo');
  for (const tab of [page, other]) await tray(tab, 'done').getByRole('button').tap();

  for (const tab of [page, other]) {
    await expect(primary(tab, 'burgers')).toHaveText('Start');
    await expect(primary(tab, 'burgers')).toHaveAttribute('aria-disabled', 'false');
    await expect(tray(tab, 'refused')).toHaveCount(0);
  }
  expect(new Set(kitchen.arrivedKeys).size).toBe(2);
  expect([...kitchen.board.effects.values()]).toEqual([1, 1]);
});

test('what this screen may not do is told with the kitchen’s reason, and the board stays', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  kitchen.actionRefusal = { status: 403, detail: 'This display works at the Grill.' };

  await primary(page, 'burgers').tap();

  await expect(tray(page, 'refused')).toContainText('Not done: Start 2 × Burger');
  await expect(tray(page, 'refused')).toContainText('This screen may not do that. This display works at the Grill. Now: 2 × Burger, waiting');
  await expect(primary(page, 'burgers')).toHaveText('Start');
  await expect(connection(page)).toHaveText('Live');
});

test('what the cook had not seen is not acted on: the page says why, and what holds now', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  kitchen.putBatchItemUnheard({ ...burgers, quantity: 6 });

  await primary(page, 'burgers').tap();

  await expect(tray(page, 'refused')).toContainText('Not done: Start 2 × Burger');
  kitchen.putBatchItem(fries);
  await expect(tray(page, 'refused')).toContainText('It had changed before. Now: 6 × Burger, waiting');
  await expect(primary(page, 'burgers')).toHaveText('Start');
  await tray(page, 'refused').getByRole('button').tap();
  await expect(tray(page, 'refused')).toHaveCount(0);
});

test('a hand-off, which the kitchen cannot take back, is sent when the time to undo it is over', async ({ page, kitchen }) => {
  kitchen.putOrder(order({ orderId: 'order-one', status: 'ready' }));
  await page.clock.install();
  await openLive(page, kitchen, '#view=orders');
  const handOff = page.getByRole('button', { name: 'Hand off: #-ONE' });

  await handOff.tap();
  await tray(page, 'done').getByRole('button', { name: 'Undo' }).tap();
  await expect(handOff).toHaveAttribute('aria-disabled', 'false');
  expect(kitchen.arrivedKeys).toEqual([]);

  await handOff.tap();
  await page.clock.runFor(9_000);
  expect(kitchen.arrivedKeys).toEqual([]);
  await page.clock.runFor(1_500);
  await expect(page.locator('.order')).toHaveCount(0);
  expect(kitchen.arrivedKeys).toHaveLength(1);
});

test('cancelled units that cook are marked until a cook has seen it; a card that goes is told', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  kitchen.putBatchItem({ ...burgers, status: 'in_progress' });
  await openLive(page, kitchen);

  kitchen.putBatchItem({ ...burgers, status: 'in_progress', cancelledQuantity: 1 });
  kitchen.putBatchItem({ ...fries, status: 'cancelled' });

  await expect(card(page, 'burgers')).toContainText('1 cancelled: do not make');
  await expect(quantityOf(page, 'burgers')).toHaveText('1');
  await expect(tray(page, 'cancelled').last()).toContainText('Cancelled: 3 × Fries');
  await primary(page, 'burgers').tap();
  await expect(primary(page, 'burgers')).toHaveText('Done');
  await expect(card(page, 'burgers')).not.toContainText('cancelled');
});
