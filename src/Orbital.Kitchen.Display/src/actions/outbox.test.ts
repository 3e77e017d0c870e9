import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { batchItem, order } from '../board/sampleEntities';
import { signInNeeded } from '../live/signIn';
import { onOrder, type Verb } from './action';
import { FakeBrowser, openTab, pass, tap } from './fakeBrowser';

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
  browser.install();
  signInNeeded.value = false;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const verbs = () => browser.sent.map(({ verb }) => verb);

test('what may have been done before it was withdrawn is sent until it is answered, and undone then', async () => {
  browser.answers.push('lost', 'lost');
  const outbox = openTab();
  const key = tap(outbox, 'start');
  await pass(100);

  outbox.undo(key);
  expect(outbox.entries.value).toHaveLength(1);
  await pass(20_000);

  expect(verbs()).toEqual(['start', 'start', 'start', 'recall']);
  expect(new Set(browser.keys.slice(0, 3))).toEqual(new Set([key]));
  expect(outbox.entries.value).toEqual([]);
  expect(outbox.undoables.value).toEqual([]);
});

test('what was never sent, or surely not done, is withdrawn without a word to the kitchen', async () => {
  browser.answers.push(401, 'never');
  const outbox = openTab();
  const refused = tap(outbox, 'start');
  await pass(10);
  outbox.undo(refused);
  tap(outbox, 'start', 'fries');
  const behind = tap(outbox, 'start', 'soup');
  await pass(5_000);

  outbox.undo(behind);

  expect(outbox.entries.value.map(({ action }) => action.target)).toEqual(['fries']);
});

test('what is taken back while it is being sent is undone when an answer comes, though the first one is lost', async () => {
  browser.answers.push('lost');
  const outbox = openTab();
  tap(outbox, 'start');
  outbox.undoLast();
  await pass(20_000);

  expect(verbs()).toEqual(['start', 'start', 'recall']);
});

test('what was taken back too late to be undone is told', async () => {
  browser.answers.push('lost');
  const outbox = openTab();
  outbox.undo(tap(outbox, 'start'));
  const someDone = batchItem({ status: 'in_progress', completedQuantity: 1, allowedActions: ['complete'] });
  await pass(10);
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(someDone), { status: 200 }));
  await pass(20_000);

  expect(outbox.refused.value).toMatchObject([{ reason: 'notUndone' }]);
});

test.each<Verb>(['acknowledge-cancellation', 'hand-off'])('%s cannot be taken back once it is on its way', async (verb) => {
  browser.answers.push('never');
  const outbox = openTab();
  if (verb === 'hand-off') outbox.act(onOrder(order({ status: 'ready' }), verb));
  else tap(outbox, verb);
  await pass(10_001);
  expect(browser.sent).toHaveLength(1);

  outbox.undoLast();

  expect(outbox.entries.value).toMatchObject([{ state: 'sending' }]);
  expect(outbox.entries.value[0]!.undoWhenDone).toBeUndefined();
});

test('U takes back what was tapped last, in whichever order the answers came', async () => {
  browser.answers.push('lost');
  const outbox = openTab();
  const first = tap(outbox, 'start', 'tapped-first');
  await pass(10);
  const second = tap(outbox, 'start', 'tapped-second');
  await pass(5_000);
  // The first one had to be sent again, and was answered last.
  expect(browser.keys).toEqual([first, second, first]);

  outbox.undoLast();
  await pass(10);

  expect(browser.keys.at(-1)).toBe(`${second}.undo`);
});

test('a tablet’s clock that is set back keeps nothing from being sent', async () => {
  const outbox = openTab();
  browser.answers.push('lost');
  outbox.act(onOrder(order({ status: 'ready' }), 'hand-off'));
  await pass(5_000);

  vi.setSystemTime(Date.now() - 3_600_000);
  await pass(5_100);
  expect(verbs()).toEqual(['hand-off']);
  vi.setSystemTime(Date.now() - 3_600_000);
  await pass(2_000);

  expect(verbs()).toEqual(['hand-off', 'hand-off']);
});

test.each([
  [403, 'notAllowed', 'said the kitchen'],
  [412, 'changed', undefined],
  [409, 'forbidden', undefined],
  [422, 'other', 'said the kitchen'],
])('%i is told as %s, and not sent again', async (status, reason, detail) => {
  browser.answers.push(status);
  const outbox = openTab();
  tap(outbox, 'start');
  await pass(20_000);

  expect(outbox.refused.value[0]).toMatchObject({ reason });
  expect(outbox.refused.value[0]!.detail).toBe(detail);
  expect(browser.sent).toHaveLength(1);
  expect(signInNeeded.value).toBe(false);
});

test('401 asks for signing in, and the action waits', async () => {
  browser.answers.push(401);
  const outbox = openTab();
  tap(outbox, 'start');
  await pass(10);

  expect(signInNeeded.value).toBe(true);
  expect(outbox.entries.value).toMatchObject([{ state: 'waiting' }]);
  await pass(2_000);
  expect(verbs()).toEqual(['start', 'start']);
});

test('only the latest refusals are kept in sight', async () => {
  const outbox = openTab();
  for (let index = 0; index < 20; index++) {
    browser.answers.push(412);
    tap(outbox, 'start', `item-${index}`);
    await pass(10);
  }

  expect(outbox.refused.value.map(({ action }) => action.target)).toEqual(['item-16', 'item-17', 'item-18', 'item-19']);
});

test('taking back what cannot be taken back says so, and leaves what was done before alone', async () => {
  const outbox = openTab();
  tap(outbox, 'start', 'burgers');
  await pass(1_000);
  const final = tap(outbox, 'acknowledge-cancellation', 'fries');
  await pass(1_000);

  outbox.undoLast();
  await pass(1_000);

  expect(verbs()).toEqual(['start', 'acknowledge-cancellation']);
  expect(outbox.refused.value).toMatchObject([{ action: { key: final }, reason: 'notUndone' }]);
  expect(outbox.undoables.value).toHaveLength(1);
});

test('taking back what is still on its way and final says so once, and keeps other refusals in sight', async () => {
  const outbox = openTab();
  tap(outbox, 'start', 'burgers');
  await pass(1_000);
  browser.answers.push(412);
  const refused = tap(outbox, 'start', 'soup');
  await pass(1_000);
  browser.answers.push('never');
  const final = tap(outbox, 'acknowledge-cancellation', 'fries');
  await pass(100);

  for (let press = 0; press < 4; press++) outbox.undoLast();
  await pass(1_000);

  expect(verbs()).toEqual(['start', 'start', 'acknowledge-cancellation']);
  expect(outbox.refused.value.map(({ action }) => action.key)).toEqual([refused, final]);
  expect(outbox.undoables.value).toHaveLength(1);
});

test('what waits for a second try goes at once when the kitchen is heard again', async () => {
  browser.answers.push('lost', 'lost', 'lost');
  const outbox = openTab();
  tap(outbox, 'start');
  await pass(5_000);
  expect(browser.sent).toHaveLength(3);

  outbox.wake();
  await pass(10);

  expect(browser.sent).toHaveLength(4);
});
