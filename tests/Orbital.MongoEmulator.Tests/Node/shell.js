// Goes through what the README shows with mongosh.
const assert = require('node:assert/strict');
assert.equal(db.hello().setName, 'rs0');
db.orders.insertOne({ _id: 'a', BrandName: 'Desayuna', n: 1 });
assert.equal(db.orders.updateOne({ _id: 'a' }, { $inc: { n: 1 } }).modifiedCount, 1);
assert.equal(db.orders.findOne({ BrandName: 'Desayuna' }).n, 2);
assert.equal(db.orders.countDocuments(), 1);
db.orders.createIndex({ n: 1 }, { unique: true });
assert.equal(db.getCollectionNames().join(), 'orders');
const stream = db.orders.watch();
db.orders.insertOne({ _id: 'b' });
let event = null;
for (let i = 0; i < 10 && event === null; i++) event = stream.tryNext();
assert.equal(event.documentKey._id, 'b');
stream.close();
let refusal = null;
try {
  db.runCommand({ frobnicate: 1 });
} catch (error) {
  refusal = error;
}
assert.equal(refusal.code, 59);
print('all true');
