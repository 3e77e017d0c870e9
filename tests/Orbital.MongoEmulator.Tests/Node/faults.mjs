// The Node driver under the faults that the emulator can make; any difference ends it with an error.
import assert from 'node:assert/strict';
import { MongoClient } from 'mongodb';

const control = new MongoClient(process.argv[2], { appName: 'control' });
const client = new MongoClient(process.argv[2], { appName: 'victim' });
const admin = (command) => control.db('admin').command(command);
try {
  const orders = client.db('node').collection('faulted');

  // Nothing is left out of a stream: not after a labelled error, a lost connection, or a step-down.
  const stream = orders.watch([], { maxAwaitTimeMS: 100 });
  await stream.tryNext();
  await admin({ configureFailPoint: 'failGetMoreAfterCursorCheckout', mode: { times: 1 }, data: { errorCode: 11602 } });
  await orders.insertOne({ _id: 1 });
  assert.equal((await stream.next()).documentKey._id, 1);
  // The getMore is under way: this driver does not retry what it writes to a socket that it has not yet seen closed.
  const second = stream.next();
  assert.ok((await admin({ emulatorCloseConnections: 1, appName: 'victim' })).closed > 0);
  await control.db('node').collection('faulted').insertOne({ _id: 2 });
  assert.equal((await second).documentKey._id, 2);
  await admin({ replSetStepDown: 1, force: true });
  await orders.insertOne({ _id: 3 });
  const last = await stream.next();
  assert.equal(last.documentKey._id, 3);
  await stream.close();

  await admin({ emulatorTrimOplog: 1 });
  await assert.rejects(orders.watch([], { resumeAfter: last._id }).next(), { code: 286 });

  await admin({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['insert'], errorCode: 121, appName: 'victim' } });
  await assert.rejects(orders.insertOne({ _id: 4 }), { code: 121 });
  await admin({ configureFailPoint: 'failCommand', mode: 'off' });

  await admin({ emulatorFreeze: 1, appName: 'victim' });
  const insert = orders.insertOne({ _id: 5 });
  assert.equal(await Promise.race([insert, new Promise((resolve) => setTimeout(resolve, 300, 'frozen'))]), 'frozen');
  await admin({ emulatorThaw: 1 });
  await insert;
  console.log('all true');
} finally {
  await client.close();
  await control.close();
}
