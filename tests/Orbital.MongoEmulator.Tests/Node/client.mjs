// Goes through what Orbital's tools do with the Node driver; any difference ends it with an error.
import assert from 'node:assert/strict';
import { MongoClient } from 'mongodb';

const client = new MongoClient(process.argv[2]);
try {
  const orders = client.db('node').collection('orders');
  await orders.insertMany([{ _id: 1, n: 1 }, { _id: 2, n: 2 }, { _id: 3, n: 3 }]);
  assert.deepEqual(await orders.find({ n: { $gte: 2 } }).sort({ n: -1 }).project({ _id: 1 }).toArray(), [{ _id: 3 }, { _id: 2 }]);
  assert.equal((await orders.updateOne({ _id: 1 }, { $inc: { n: 5 } })).modifiedCount, 1);
  assert.equal((await orders.findOneAndUpdate({ _id: 9 }, { $set: { n: 9 } }, { upsert: true, returnDocument: 'after' })).n, 9);
  await assert.rejects(orders.insertOne({ _id: 1 }), { code: 11000 });
  assert.equal(await orders.countDocuments({ n: { $gt: 2 } }), 3);
  assert.equal((await orders.find().batchSize(2).toArray()).length, 4);

  const stream = orders.watch([{ $match: { operationType: 'insert' } }, { $project: { 'fullDocument.a': 1 } }]);
  assert.equal(await stream.tryNext(), null);
  await orders.deleteOne({ _id: 2 });
  await orders.insertOne({ _id: 4, a: 'x', b: 'y' });
  const event = await stream.next();
  assert.deepEqual(event.fullDocument, { a: 'x' });
  await stream.close();

  await orders.insertOne({ _id: 5, a: 'z' });
  const resumed = orders.watch([], { resumeAfter: event._id });
  assert.equal((await resumed.next()).documentKey._id, 5);
  await resumed.close();
  console.log('all true');
} finally {
  await client.close();
}
