// Goes through what the README says about faults with mongosh.
const assert = require('node:assert/strict');
const codeOf = (act) => {
  try {
    act();
  } catch (error) {
    return error.code;
  }
  return 0;
};
db.orders.insertMany([{ _id: 1 }, { _id: 2 }]);

// Failing commands.
const failing = db.adminCommand({
  configureFailPoint: 'failCommand', mode: { times: 1 }, data: { failCommands: ['insert'], errorCode: 121 },
});
assert.equal(Number(failing.count), 0);
assert.equal(codeOf(() => db.orders.insertOne({ _id: 3 })), 121);
db.orders.insertOne({ _id: 3 });
assert.equal(Number(db.adminCommand({ configureFailPoint: 'failCommand', mode: 'off' }).count), 1);
assert.equal(codeOf(() => db.adminCommand({ configureFailPoint: 'frobnicate', mode: 'off' })), 266);

// Losing history.
const stream = db.orders.watch();
db.orders.insertOne({ _id: 4 });
let event = null;
for (let i = 0; i < 10 && event === null; i++) event = stream.tryNext();
stream.close();
assert.ok(db.adminCommand({ emulatorTrimOplog: 1 }).dropped >= 4);
assert.equal(codeOf(() => db.orders.watch([], { resumeAfter: event._id }).tryNext()), 286);

// Stepping down: the write waits for the election.
db.adminCommand({ replSetStepDown: 1, force: true });
db.orders.insertOne({ _id: 5 });
assert.equal(db.hello().isWritablePrimary, true);

// Freezing others, and closing their connections: the shell itself is still served.
db.adminCommand({ emulatorFreeze: 1 });
assert.equal(db.adminCommand({ emulatorThaw: 1 }).wasFrozen, true);
assert.equal(db.orders.countDocuments(), 5);
assert.ok(db.adminCommand({ emulatorCloseConnections: 1 }).closed > 0);
print('all true');
