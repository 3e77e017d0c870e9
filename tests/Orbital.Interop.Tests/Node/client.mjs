// node client.mjs ADDRESS PROTOS: works a kitchen by the exported files, and fails when an answer is not as expected.
import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const [address, protos] = process.argv.slice(2);
const station = 'Node';
const files = ['orbital/orders/v1/orders.proto', 'orbital/kitchen/v1/kitchen.proto'];
const { orbital } = grpc.loadPackageDefinition(
  loadSync(files, { includeDirs: [protos], keepCase: true, enums: String, longs: Number, defaults: true }));

const clients = [];
const connect = Service => {
  const client = new Service(address, grpc.credentials.createInsecure());
  clients.push(client);
  return client;
};
const caller = Service => {
  const client = connect(Service);
  return name => promisify(client[name]).bind(client);
};
const order = caller(orbital.orders.v1.OrderService);
const work = caller(orbital.kitchen.v1.BatchItemService);

const burgers = (order_id, quantity) => ({
  order_id, brand_name: 'Desayuna', order_items: [{ item_name: 'Burger', station_name: station, quantity }],
});

async function followUntilReady() {
  const stream = connect(orbital.kitchen.v1.EventService).Subscribe({ after_sequence: 0, station });
  const types = [];
  let last = 0;
  for await (const { event } of stream) {
    if (!event) continue;
    assert.ok(event.sequence > last, `event ${event.sequence} after ${last}`);
    last = event.sequence;
    types.push(event.type);
    if (event.type === 'EVENT_TYPE_ORDER_READY') break;
  }
  // Leaving the loop does not end the call.
  stream.on('error', () => {});
  stream.cancel();
  return types;
}

assert.ok((await order('SendOrder')(burgers('node-1', 2))).success);
assert.ok((await order('SendOrder')(burgers('node-2', 3))).success);
assert.ok((await order('CancelOrder')({ order_id: 'node-2' })).success);

const { items } = await work('ListBatchItems')({ station });
assert.deepEqual(items.map(item => [item.item_name, item.quantity, item.status]), [['Burger', 2, 'BATCH_ITEM_STATUS_PENDING']]);
const [{ id, version }] = items;
assert.equal((await work('StartBatchItem')({ id, expected_version: version })).status, 'BATCH_ITEM_STATUS_IN_PROGRESS');
assert.equal((await work('CompleteBatchItem')({ id, quantity: 1 })).completed_quantity, 1);
assert.equal((await work('CompleteBatchItem')({ id })).status, 'BATCH_ITEM_STATUS_COMPLETED');

const types = await followUntilReady();
assert.deepEqual(types.slice(0, 2), ['EVENT_TYPE_ORDER_RECEIVED', 'EVENT_TYPE_BATCH_ITEM_CREATED']);
assert.ok(types.includes('EVENT_TYPE_ORDER_CANCELLED'));

await assert.rejects(work('StartBatchItem')({ id: '00000000-0000-4000-8000-000000000000' }), { code: grpc.status.NOT_FOUND });
await assert.rejects(order('SendOrder')(burgers('', 1)), { code: grpc.status.INVALID_ARGUMENT, details: /order_id/ });

clients.forEach(client => client.close());
console.log('all as expected');
