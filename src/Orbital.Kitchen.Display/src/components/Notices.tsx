import { OrbitIcon } from './icons';

export function Connecting() {
  return (
    <main class="notice">
      <p>Reading the kitchen’s work…</p>
    </main>
  );
}

export function Unreachable() {
  return (
    <main class="notice">
      <h2>The kitchen cannot be reached</h2>
      <p>Nothing is lost: orders wait until it is back. This page tries again every few seconds, by itself.</p>
      <p>Is the kitchen running, and is this screen on its network?</p>
    </main>
  );
}

export function NothingToDo({ station }: { station: string | undefined }) {
  return (
    <div class="notice">
      <h2>All caught up</h2>
      <p>{station === undefined ? 'No station has anything to make.' : 'This station has nothing to make.'} New work appears here by itself.</p>
    </div>
  );
}

const sampleOrder = `npx mongosh mongodb://localhost:27017/orbital

db.orders.insertOne({
  OtterOrderId: "019c52aa-1232-307c-b56d-1a3af34b458c",
  BrandName: "Desayuna",
  StationOrders: [{
    OwnStationName: "Burger Plancha Station",
    OrderItems: [{ Name: "Burger", Quantity: 2 }]
  }]
})`;

export function NoOrdersYet() {
  return (
    <main class="notice">
      <OrbitIcon />
      <h2>No orders yet</h2>
      <p>Send one like this, and watch it arrive:</p>
      <pre>{sampleOrder}</pre>
    </main>
  );
}
