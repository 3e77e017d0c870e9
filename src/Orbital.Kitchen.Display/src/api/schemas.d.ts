// Generated from openapi/kitchen.v1.json by `npm run generate`: do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description How many units of an item a station has to cook in all. */
        AllDayView: {
            /** @description The item. */
            itemName: string;
            /**
             * Format: int32
             * @description Units being cooked.
             */
            now: number;
            /**
             * Format: int32
             * @description Units that wait.
             */
            later: number;
        };
        /** @description How a screen is let in. */
        ApprovalBody: {
            /** @description What people call it, at most 60 characters. */
            name: string;
            /** @description Where it may work batch items; absent or empty for everywhere. */
            stations?: null | string[];
            role?: null | components["schemas"]["DisplayRole"];
        };
        /**
         * @description How far a batch item is.
         * @enum {string}
         */
        BatchItemStatus: "pending" | "in_progress" | "completed" | "cancelled";
        /** @description A batch item as every interface shows it: REST, events and gRPC alike. */
        BatchItemView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description The station that cooks it. */
            stationName: string;
            /** @description What to cook. */
            itemName: string;
            /** @description How far it is. */
            status: components["schemas"]["BatchItemStatus"];
            /** @description Rush when a cook said so or one of its orders is in a hurry. */
            priority: components["schemas"]["Priority"];
            /**
             * Format: int32
             * @description Units to cook in all.
             */
            quantity: number;
            /**
             * Format: int32
             * @description Units that are done.
             */
            completedQuantity: number;
            /**
             * Format: int32
             * @description Units cooking that nobody wants any more, until a cook acknowledges it.
             */
            cancelledQuantity: number;
            /** @description A cook made it ahead of demand. */
            isHandMade: boolean;
            /** @description What cooks tell each other; empty when nothing. */
            note: string;
            /** @description The brands of the orders in it, each once, in the order in which they came. */
            brands: string[];
            /** @description Whose units these are, first come first. */
            orders: components["schemas"]["ServedOrderView"][];
            /**
             * Format: date-time
             * @description Until when it accepts more units while it is pending and under its capacity.
             */
            acceptsUntil: string;
            /**
             * Format: date-time
             * @description When its first unit arrived.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When cooking began; null before.
             */
            startedAt: null | string;
            /**
             * Format: date-time
             * @description When its last unit was done; null before.
             */
            completedAt: null | string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updatedAt: string;
            /** @description What its status allows now, by the names of the routes. */
            allowedActions: string[];
            /**
             * Format: int64
             * @description Number of the event that last changed it.
             */
            version: number;
        };
        /** @description How a station gathers units. */
        BatchingPolicyBody: {
            /**
             * Format: int32
             * @description How long a pending batch item accepts more units; 0 never merges; at most 86,400.
             */
            windowSeconds: number;
            /**
             * Format: int32
             * @description Most units of one batch item, 1 to 1,000.
             */
            capacity: number;
            /** @description Only this item; absent for all that have no policy of their own. */
            itemName?: null | string;
        };
        /** @description How a station gathers units. */
        BatchingPolicyView: {
            /**
             * Format: int32
             * @description How long a pending batch item accepts more units; 0 never merges.
             */
            windowSeconds: number;
            /**
             * Format: int32
             * @description Most units of one batch item.
             */
            capacity: number;
        };
        /** @description The whole board as it was after one event: follow the events from there. */
        BoardView: {
            /**
             * Format: int64
             * @description The number of that event.
             */
            sequence: number;
            /**
             * Format: date-time
             * @description The server's clock, for ages.
             */
            at: string;
            /** @description Batch items that are pending or being cooked, the oldest first. */
            batchItems: components["schemas"]["BatchItemView"][];
            /** @description Orders that are neither handed off nor cancelled, the oldest first. */
            orders: components["schemas"]["OrderView"][];
            /** @description The history that the number belongs to: hand it in with the number when you follow the events. */
            history: string;
        };
        /** @description What to change; what is absent stays as it is. */
        ChangeBody: {
            priority?: null | components["schemas"]["Priority"];
            /**
             * Format: int32
             * @description Units in all, of a hand-made batch item that is pending; 0 cancels it.
             */
            quantity?: null | number;
            /** @description What cooks tell each other, at most 500 characters; empty removes it. */
            note?: null | string;
        };
        /** @description What to change of a display; what is absent stays as it is. */
        ChangeDisplayBody: {
            /** @description What people call it, at most 60 characters. */
            name?: null | string;
            /** @description Where it may work batch items; empty for everywhere. */
            stations?: null | string[];
        };
        /** @description How many units are done. */
        CompleteBody: {
            /**
             * Format: int32
             * @description Units; absent for all.
             */
            quantity?: null | number;
        };
        /** @description The displays that were let in. */
        DisplayList: {
            /** @description The oldest first. */
            items: components["schemas"]["PairedDisplayView"][];
        };
        /**
         * @description What a screen may.
         * @enum {string}
         */
        DisplayRole: "cook" | "manager";
        /** @description From which age on displays call work late, and how often they hear of the kitchen. */
        DisplayView: {
            /**
             * Format: int32
             * @description From this age on a batch item is late.
             */
            lateAfterSeconds: number;
            /**
             * Format: int32
             * @description From this age on it is overdue.
             */
            overdueAfterSeconds: number;
            /**
             * Format: double
             * @description Time between two heartbeats of the event stream. A stream that is silent for longer than two of them is not to be trusted.
             */
            heartbeatSeconds: number;
            /** @description Stations with ages of their own. */
            stations: components["schemas"]["StationAgesView"][];
        };
        /** @description An event as it stands in the stream: exactly one of order and batch item is set, whole, as it was after the event. */
        Event: {
            /**
             * Format: int64
             * @description 1, 2, 3, … without a gap.
             */
            sequence: number;
            /**
             * @description For example `batch-item.updated`.
             * @enum {string}
             */
            type: "order.received" | "order.updated" | "order.in_progress" | "order.ready" | "order.handed_off" | "order.cancelled" | "batch-item.created" | "batch-item.updated" | "batch-item.started" | "batch-item.completed" | "batch-item.recalled" | "batch-item.cancelled";
            /**
             * Format: date-time
             * @description When it happened.
             */
            occurredAt: string;
            /** @description The order that caused it; absent when a cook did. */
            orderId?: string;
            /** @description The order, in events about one. */
            order?: components["schemas"]["OrderView"];
            /** @description The batch item, in events about one. */
            batchItem?: components["schemas"]["BatchItemView"];
            /** @description The trace of the order that it is about, or that caused it; absent when that is not traced. */
            traceId?: null | string;
        };
        /** @description The data of a `heartbeat`. */
        Heartbeat: {
            /**
             * Format: date-time
             * @description The server's clock, for ages.
             */
            at: string;
            /**
             * Format: int64
             * @description The number of the newest event.
             */
            sequence: number;
            /** @description The history that the numbers of this stream belong to. */
            history: string;
        };
        /** @description One line of an order. */
        OrderItemView: {
            /** @description What to cook. */
            itemName: string;
            /** @description The station that cooks it. */
            stationName: string;
            /**
             * Format: int32
             * @description How many.
             */
            quantity: number;
        };
        /**
         * @description How far an order is.
         * @enum {string}
         */
        OrderStatus: "received" | "in_progress" | "ready" | "handed_off" | "cancelled";
        /** @description An order as every interface shows it. */
        OrderView: {
            /** @description Id of the source document. */
            orderId: string;
            /** @description Otter's id; empty when the source has none. */
            otterOrderId: string;
            /** @description The brand; empty when the source has none. */
            brandName: string;
            /** @description How far it is. */
            status: components["schemas"]["OrderStatus"];
            /** @description Rush orders are served before all others. */
            priority: components["schemas"]["Priority"];
            /** @description What was ordered. */
            orderItems: components["schemas"]["OrderItemView"][];
            /**
             * Format: date-time
             * @description When the kitchen stored it.
             */
            receivedAt: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            updatedAt: string;
            /**
             * Format: int64
             * @description Number of the event that last changed it.
             */
            version: number;
        };
        /** @description One page of a list. */
        PageOfBatchItemView: {
            /** @description The entries. */
            items: components["schemas"]["BatchItemView"][];
            /** @description Hand it in as `cursor` for the next page; null on the last one. */
            nextCursor: null | string;
            /**
             * Format: int64
             * @description Number of the last event that this page counts in: follow the events from here.
             */
            sequence: number;
        };
        /** @description One page of a list. */
        PageOfOrderView: {
            /** @description The entries. */
            items: components["schemas"]["OrderView"][];
            /** @description Hand it in as `cursor` for the next page; null on the last one. */
            nextCursor: null | string;
            /**
             * Format: int64
             * @description Number of the last event that this page counts in: follow the events from here.
             */
            sequence: number;
        };
        /** @description A display that was let in. */
        PairedDisplayView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description Where it may work batch items; empty for everywhere. It sees all of them. */
            stations: string[];
            /** @description What it may. */
            role: components["schemas"]["DisplayRole"];
            /**
             * Format: date-time
             * @description When it was let in.
             */
            pairedAt: string;
            /**
             * Format: date-time
             * @description When it last asked for something, to the minute; null when it has not yet.
             */
            lastSeenAt: null | string;
            /**
             * Format: date-time
             * @description When it must be let in again, if it is not used until then.
             */
            expiresAt: string;
        };
        /** @description A screen that waits to be let in. */
        PairingView: {
            /** @description What it shows: `XXXX-XXXX`. Good for one display. */
            code: string;
            /**
             * Format: date-time
             * @description Until when the code is good.
             */
            expiresAt: string;
            /** @description Whether it has been let in. */
            isApproved: boolean;
        };
        /** @description Work ahead of demand. */
        PrepareBody: {
            /** @description The station, at most 200 characters. */
            stationName: string;
            /** @description The item, at most 200 characters. */
            itemName: string;
            /**
             * Format: int32
             * @description Units, 1 to the station's capacity.
             */
            quantity: number;
            priority?: null | components["schemas"]["Priority"];
            /** @description What cooks tell each other, at most 500 characters. */
            note?: null | string;
        };
        /**
         * @description What goes first.
         * @enum {string}
         */
        Priority: "normal" | "rush";
        /** @description Why a request was refused, as `application/problem+json`. */
        Problem: {
            /** @description What went wrong, as a stable name for programs. */
            type: string;
            /** @description The same for people. */
            title: string;
            /**
             * Format: int32
             * @description The status of the answer.
             */
            status: number;
            /** @description What about this request. */
            detail?: string;
            /** @description The field, parameter or header at fault; only with status 400. */
            field?: string;
            /** @description How far the order or batch item is; only with status 409. */
            currentStatus?: string;
            /** @description What that status allows, by the names of the routes; only with status 409. */
            allowedActions?: string[];
            /** @description Finds the request in the kitchen's log. */
            traceId?: string;
        };
        /** @description What a station completed within a quarter of an hour. */
        QuarterPerformanceView: {
            /**
             * Format: date-time
             * @description Its beginning.
             */
            from: string;
            /**
             * Format: int64
             * @description Batch items completed.
             */
            batchItems: number;
            /**
             * Format: int64
             * @description Units in them.
             */
            units: number;
            /**
             * Format: int64
             * @description How many of the batch items were late.
             */
            late: number;
        };
        /** @description The data of a `reset`: the position cannot be had. */
        Reset: {
            /**
             * Format: int64
             * @description The number of the newest event.
             */
            sequence: number;
            /** @description The history that the numbers belong to from here on. */
            history: string;
        };
        /** @description How many units of a batch item one order gets. */
        ServedOrderView: {
            /** @description The order. */
            orderId: string;
            /**
             * Format: int32
             * @description Its units in this batch item.
             */
            quantity: number;
            /**
             * Format: int32
             * @description How many of them are done.
             */
            completedQuantity: number;
            /** @description It goes before the others. */
            isRush: boolean;
            /** @description It was cancelled after cooking had begun. */
            isCancelled: boolean;
        };
        /** @description From which age on displays call a station's work late. */
        StationAgesView: {
            /** @description The station. */
            stationName: string;
            /**
             * Format: int32
             * @description From this age on a batch item is late.
             */
            lateAfterSeconds: number;
            /**
             * Format: int32
             * @description From this age on it is overdue.
             */
            overdueAfterSeconds: number;
        };
        /** @description The stations that have work now or a policy of their own. */
        StationList: {
            /** @description The stations, by name. */
            items: components["schemas"]["StationView"][];
            /**
             * Format: int64
             * @description Number of the last event that they count in.
             */
            sequence: number;
        };
        /** @description How a station cooked over a time. A batch item counts when it was completed within it. */
        StationPerformanceView: {
            /** @description The station. */
            stationName: string;
            /**
             * Format: date-time
             * @description Beginning of the time, inclusive.
             */
            from: string;
            /**
             * Format: date-time
             * @description Its end, exclusive.
             */
            to: string;
            /**
             * Format: int64
             * @description Batch items completed.
             */
            batchItems: number;
            /**
             * Format: int64
             * @description Units in them.
             */
            units: number;
            /**
             * Format: double
             * @description Half of the batch items were cooked, from start to completion, within so many seconds; null when none was. Those completed without having been
             *     started count nowhere here.
             */
            medianCookSeconds: null | number;
            /**
             * Format: double
             * @description The same of nine in ten.
             */
            p90CookSeconds: null | number;
            /**
             * Format: int32
             * @description Age, from its first unit's arrival, at which a batch item was late: the display's setting of now.
             */
            lateAfterSeconds: number;
            /**
             * Format: double
             * @description Share of the batch items that were late when they were completed, 0 to 1; null when none was completed.
             */
            lateShare: null | number;
            /** @description The same by quarter of an hour of UTC, in order; quarters in which nothing was completed are left out. */
            quarters: components["schemas"]["QuarterPerformanceView"][];
        };
        /** @description A station, and what it has to do. */
        StationView: {
            /** @description Its name. */
            name: string;
            /**
             * Format: int32
             * @description Batch items that wait.
             */
            pending: number;
            /**
             * Format: int32
             * @description Batch items that are being cooked.
             */
            inProgress: number;
            /** @description How it gathers units of items that have no policy of their own. */
            batchingPolicy: components["schemas"]["BatchingPolicyView"];
            /** @description Units still to cook of each item, over all batch items. */
            allDay: components["schemas"]["AllDayView"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
