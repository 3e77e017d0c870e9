import type { Verb } from '../actions/action';
import type { RefusalReason } from '../actions/entries';

const done: Record<Verb, string> = {
  start: 'Started',
  complete: 'Done',
  recall: 'Recalled',
  'acknowledge-cancellation': 'Cancellation seen',
  rush: 'Rushed',
  calm: 'No rush any more',
  'hand-off': 'Handed off',
  'rush-order': 'Order rushed',
};

const todo: Record<Verb, string> = {
  start: 'Start',
  complete: 'Done',
  recall: 'Recall',
  'acknowledge-cancellation': 'Got it',
  rush: 'Rush',
  calm: 'No rush',
  'hand-off': 'Hand off',
  'rush-order': 'Rush order',
};

/** English, and by its shape what every language has to say. */
export const en = {
  languageName: 'English',
  direction: 'ltr' as 'ltr' | 'rtl',

  views: { board: 'Board', orders: 'Orders', allDay: 'All day', history: 'History' },
  viewsLabel: 'Views',
  stations: 'Stations',
  allStations: 'All stations',
  all: 'All',
  stationTab: (station: string, units: number) => `${station}: ${units} to make`,
  readyWord: (_orders: number) => 'ready',

  connection: {
    connecting: 'Connecting',
    unreachable: 'Kitchen unreachable',
    live: 'Live',
    reconnecting: (time: string) => `Reconnecting · as of ${time}`,
    stale: (time: string) => `Stale · as of ${time}`,
    signInNeeded: 'Not signed in',
  },

  batchItems: 'Batch items',
  late: 'Late',
  overdue: 'Overdue',
  rush: 'Rush',
  cooking: 'Cooking',
  over: 'Gone',
  part: (number: number, of: number) => `Part ${number} of ${of}`,
  someDone: (completed: number, of: number) => `${completed} of ${of} done`,
  cancelledUnits: (units: number) => `${units} cancelled: do not make`,
  noBrand: 'No brand',
  handMade: 'Made ahead',
  moreOrders: (orders: number) => `+${orders}`,
  servedOrders: 'For the orders',
  details: (name: string) => `More about ${name}`,
  note: 'Note',

  allDayNow: 'now',
  allDayLater: 'later',
  allDayTotals: 'Totals of the day',
  allDayNone: 'Nothing left to make',

  orderStatus: { received: 'Waiting', in_progress: 'Cooking', ready: 'Ready', handed_off: 'Handed off', cancelled: 'Cancelled' },
  progress: (completed: number, of: number) => `${completed} of ${of} done`,
  lineDone: 'done',
  lineCooking: 'cooking',
  lineWaiting: 'waiting',

  completedAt: (time: string) => `done at ${time}`,

  actions: 'Latest actions',
  todo,
  done,
  nothingHere: 'Not ready yet',
  notRecallable: 'Not any more',
  waiting: 'Waiting to send',
  undo: 'Undo',
  withdraw: 'Withdraw',
  close: 'Close',
  understood: 'OK',
  heldBack: (verb: string, label: string) => `${verb}: ${label}`,
  waitsToBeSent: (verb: string, label: string) => `Waits for the kitchen: ${verb} ${label}`,
  isTakenBack: (verb: string, label: string) => `Taken back as soon as the kitchen answers: ${verb} ${label}`,
  refused: (verb: string, label: string) => `Not done: ${verb} ${label}`,
  notUndone: (verb: string, label: string) => `Not taken back: ${verb} ${label}`,
  because: {
    changed: 'It had changed before.',
    forbidden: 'Its state does not allow it.',
    unknown: 'The kitchen does not know it any more.',
    notAllowed: 'This screen may not do that.',
    notUndone: 'It had been done before.',
    other: 'The kitchen refused it.',
  } satisfies Record<RefusalReason, string>,
  nowIs: (what: string) => `Now: ${what}`,
  itemStatus: { pending: 'waiting', in_progress: 'cooking', completed: 'done', cancelled: 'cancelled' },
  notOnBoard: 'not on the board',
  cancelledNews: (units: number, item: string) => `Cancelled: ${units} × ${item}`,

  news: {
    added: (count: number) => (count === 1 ? '1 new item' : `${count} new items`),
    rushed: (count: number) => (count === 1 ? '1 in a rush' : `${count} in a rush`),
    cancelled: (count: number) => `${count} cancelled`,
  },

  sound: { on: 'Sound on', off: 'Sound off', blocked: 'Tap for sound' },
  menu: 'Menu and help',
  language: 'Language',
  automatic: 'Automatic',
  theme: 'Colours',
  themes: { light: 'Light', dark: 'Dark' },
  keyboard: 'Keys',
  keys: {
    arrows: 'go from card to card; Home, End: to the first, the last',
    digits: 'go to the card with this number',
    enter: 'start, then done; hand off',
    undo: 'undo the last action',
    recall: 'recall: back to waiting, or from the history',
    priority: 'rush, or no rush any more',
    history: 'history; in the orders: hand off',
    help: 'this help',
  },

  reading: 'Reading the kitchen’s work…',
  caughtUp: 'All caught up',
  nothingToMake: 'Nothing to make at any station. New work appears here by itself.',
  nothingToMakeHere: 'Nothing to make at this station. New work appears here by itself; the other stations are above.',
  noOrders: 'No orders in hand',
  noOrdersMore: 'Orders appear here as they come in, and leave when they are handed off.',
  nothingDone: 'Nothing completed lately',
  nothingDoneMore: 'What you complete stands here, and can be recalled.',
  unreachable: 'The kitchen cannot be reached',
  unreachableMore: ['Nothing is lost: orders wait until it is back, and this page tries again every few seconds by itself.', 'Is the kitchen running, and is this screen on its network?'],
  signIn: 'This screen must be signed in',
  signInMore: ['The kitchen is there, but shows its work only to screens that it knows.', 'Ask whoever runs the kitchen to sign this screen in. It goes on by itself then; what you tapped is kept.'],
};

export type Messages = typeof en;
