import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { order } from '../board/sampleEntities';
import { onOrder } from './action';
import { FakeBrowser, openTab, pass, tap } from './fakeBrowser';

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
  browser.install();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a tablet’s clock that was set back before a reload keeps nothing from being sent', async () => {
  openTab().act(onOrder(order({ status: 'ready' }), 'hand-off'));
  const [[name, text]] = [...browser.stored] as [[string, string]];
  browser.install();
  const later = JSON.parse(text) as { sendAt: number; tappedAt: number };
  browser.stored.set(name, JSON.stringify({ ...later, sendAt: later.sendAt + 3_600_000, tappedAt: later.tappedAt + 3_600_000 }));

  openTab();
  await pass(10_500);

  expect(browser.sent.map(({ verb }) => verb)).toContain('hand-off');
});

test('the tabs of one browser keep their actions beside each other', () => {
  browser.answers.push('never', 'never');
  tap(openTab(), 'start', 'of-one-tab');
  tap(openTab(), 'start', 'of-another-tab');

  const afterReload = openTab();

  expect(afterReload.entries.value.map(({ action }) => action.target).sort()).toEqual(['of-another-tab', 'of-one-tab']);
});

test('what is over in another tab is over here, unless it is on its way from here', async () => {
  browser.answers.push('lost', 'never');
  const outbox = openTab();
  tap(outbox, 'start');
  await pass(10);
  const [name] = [...browser.stored.keys()];

  browser.changeElsewhere(name!, null);
  expect(outbox.entries.value).toEqual([]);

  tap(outbox, 'start', 'fries');
  await pass(2_000);
  browser.changeElsewhere([...browser.stored.keys()][0]!, null);
  expect(outbox.entries.value).toMatchObject([{ state: 'sending' }]);
});

test('what was taken back in another tab when it might be done is undone here too, under one key', async () => {
  browser.answers.push('lost');
  const outbox = openTab();
  const key = tap(outbox, 'start');
  await pass(10);
  const [[name, text]] = [...browser.stored] as [[string, string]];

  browser.changeElsewhere(name, JSON.stringify({ ...JSON.parse(text), undoWhenDone: true }));
  await pass(10_000);

  expect(browser.keys).toEqual([key, key, `${key}.undo`]);
});

test('what is kept there by somebody else, or by an older page, does not stop this one', () => {
  for (const [name, text] of [['a', '{}'], ['b', 'null'], ['c', '{"action":{"key":"c"}}'], ['d', '{']]) browser.stored.set(`orbital.actions.${name}`, text!);

  expect(openTab().entries.value).toEqual([]);
});

test('what a full storage refused is kept as soon as there is room', () => {
  browser.answers.push('never');
  const outbox = openTab();
  browser.storageIsFull = true;
  tap(outbox, 'start', 'burgers');
  expect(browser.stored.size).toBe(0);

  browser.storageIsFull = false;
  tap(outbox, 'start', 'fries');

  expect(browser.stored.size).toBe(2);
});
