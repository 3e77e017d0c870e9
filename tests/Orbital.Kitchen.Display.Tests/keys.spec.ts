import { expect, type Page } from '@playwright/test';
import { batchItem, order } from './kitchen-data';
import { burgers, card, fries, openLive, primary, test } from './page-on-fake-kitchen';

/** The card that the keys act on. */
function focused(page: Page) {
  return page.locator('[data-card]:has(.primary:focus)');
}

/** For a moment after each action a card is deaf to the next one. */
async function expectToListen(page: Page, id: string, text: string): Promise<void> {
  await expect(primary(page, id)).toHaveText(text);
  await expect(primary(page, id)).toHaveAttribute('aria-disabled', 'false');
}

test('by keys alone: started, done, undone, recalled', async ({ page, kitchen }) => {
  kitchen.putOrder(order());
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen);

  await page.keyboard.press('2');
  await expect(focused(page)).toHaveAttribute('data-batch-item', 'fries');
  await page.keyboard.press('Enter');
  await expect(primary(page, 'fries')).toHaveText('Done');
  await page.keyboard.press('u');
  await expectToListen(page, 'fries', 'Start');

  await page.keyboard.press('Enter');
  await expectToListen(page, 'fries', 'Done');
  await page.keyboard.press('Enter');
  await expect(card(page, 'fries')).toHaveCount(0);
  // The next card takes the focus: a cook at the keys goes on where he was.
  await expect(focused(page)).toHaveAttribute('data-batch-item', 'burgers');

  await page.keyboard.press('h');
  await expectToListen(page, 'fries', 'Recall');
  await page.keyboard.press('1');
  await page.keyboard.press('r');
  await expect(card(page, 'fries')).toHaveCount(0);
  await page.keyboard.press('h');
  await expect(primary(page, 'fries')).toHaveText('Done');
});

test('a key that is held down acts once', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  await page.keyboard.press('1');

  await page.keyboard.down('Enter');
  await expectToListen(page, 'burgers', 'Done');
  for (let repeat = 0; repeat < 5; repeat++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');

  await expectToListen(page, 'burgers', 'Done');
  expect(kitchen.arrivedKeys).toHaveLength(1);
});

test('arrows lead from card to card, and P puts one in a rush and out of it', async ({ page, kitchen }) => {
  for (const id of ['c', 'd', 'e']) kitchen.putBatchItem(batchItem({ id, itemName: id, createdAt: new Date(Date.now() + 1000).toISOString() }));
  await openLive(page, kitchen);

  await page.keyboard.press('ArrowRight');
  await expect(focused(page)).toHaveAttribute('data-batch-item', 'burgers');
  await page.keyboard.press('ArrowRight');
  await expect(focused(page)).toHaveAttribute('data-batch-item', 'c');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  await expect(focused(page)).toHaveAttribute('data-batch-item', 'e');

  await page.keyboard.press('p');
  await expect(page.locator('[data-card]').first()).toHaveAttribute('data-batch-item', 'e');
  await expect(focused(page)).toHaveAttribute('data-priority', 'rush');
  await expectToListen(page, 'e', 'Start');
  await page.keyboard.press('p');
  await expect(focused(page)).toHaveAttribute('data-priority', 'normal');
});

test('the second of two quick presses does not act on the card that has just taken the place', async ({ page, kitchen }) => {
  kitchen.putBatchItem({ ...burgers, status: 'in_progress' });
  kitchen.putBatchItem(fries);
  await page.clock.install();
  await openLive(page, kitchen);
  await page.clock.pauseAt(Date.now() + 10_000);

  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  await expect(async () => {
    await page.clock.runFor(100);
    await expect(focused(page)).toHaveAttribute('data-batch-item', 'fries', { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await page.keyboard.press('p');
  await page.clock.runFor(1_000);
  await expect(primary(page, 'fries')).toHaveText('Start');
  expect(kitchen.arrivedKeys).toHaveLength(1);

  await page.keyboard.press('Enter');
  await expect.poll(() => kitchen.arrivedKeys.length).toBe(2);
});

test('Enter that comes just when another screen has started the card does not complete it', async ({ page, kitchen }) => {
  await page.clock.install();
  await openLive(page, kitchen);
  await page.clock.pauseAt(Date.now() + 10_000);
  await page.keyboard.press('1');

  kitchen.putBatchItem({ ...burgers, status: 'in_progress' });
  await expect(async () => {
    await page.clock.runFor(100);
    await expect(primary(page, 'burgers')).toHaveText('Done', { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await page.clock.runFor(1_000);
  await expect(primary(page, 'burgers')).toHaveText('Done');
  expect(kitchen.arrivedKeys).toHaveLength(0);

  await page.keyboard.press('Enter');
  await expect.poll(() => kitchen.arrivedKeys.length).toBe(1);
});

for (const { view, count } of [{ view: 'board', count: 40 }, { view: 'orders', count: 120 }]) {
  test(`every one of ${count} cards of the ${view} is reached by keys, comes into sight, and listens`, async ({ page, kitchen }) => {
    for (let index = 0; index < count; index++) {
      const createdAt = new Date(Date.now() + index).toISOString();
      const orderItems = Array.from({ length: 1 + ((index * 5) % 7) }, (_, line) => ({ itemName: `Item ${line}`, stationName: 'Fry Station', quantity: 2 }));
      kitchen.putBatchItem(batchItem({ id: `item-${index}`, itemName: 'Long name '.repeat((index % 4) + 1), createdAt }));
      kitchen.putOrder(order({ orderId: `order-${index}`, status: 'ready', orderItems, receivedAt: createdAt }));
    }
    await openLive(page, kitchen, `#view=${view}`);

    for (const key of ['9', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'ArrowUp', '1', 'End']) {
      await page.keyboard.press(key);
      await expect(focused(page)).toBeInViewport({ ratio: 0.99 });
    }
    await expect(focused(page)).toHaveAttribute('id', view === 'board' ? `item-item-${count - 1}` : `order-order-${count - 1}`);
    await page.keyboard.press('Enter');
    await expect(page.locator('.tray-item')).toContainText(view === 'board' ? 'Started' : 'Handed off');
  });
}

test('H hands off in the orders view, and ? shows the keys', async ({ page, kitchen }) => {
  kitchen.putOrder(order({ status: 'ready' }));
  await openLive(page, kitchen, '#view=orders');

  await page.keyboard.press('1');
  await page.keyboard.press('h');
  await expect(page.locator('.tray-item')).toContainText('Handed off');
  await page.keyboard.press('u');
  await expect(page.locator('.tray-item')).toHaveCount(0);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('go from card to card');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the focus stays on its card whatever comes in', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  await page.keyboard.press('1');

  kitchen.putBatchItem({ ...fries, priority: 'rush' });
  kitchen.putBatchItem({ ...burgers, quantity: 7 });

  await expect(page.locator('[data-card]').first()).toHaveAttribute('data-batch-item', 'fries');
  await expect(focused(page)).toContainText('7');
});
