import { onWillDestroy } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

// Records may change many times a second; they are read again this often at most.
const MILLISECONDS = 1000;

// Of each view's model: the reading that is planned. Many cells of a list listen.
const planned = new WeakMap();

// Of each view's model: how many listen. Without any, the view is gone.
const listeners = new WeakMap();

function count(model, change) {
    const left = (listeners.get(model) || 0) + change;
    listeners.set(model, left);
    return left;
}

/** What the server tells of records: a list of ids, or null for more than it names. */
export const CHANGED = "xero_connector.changed";

function concerns(model, payload, alsoNew) {
    const root = model.root;
    const ids = payload[root?.resModel];
    if (ids === undefined) {
        return false;
    }
    if (ids === null || alsoNew) {
        return true;
    }
    const shown = root.records ? root.records.map((record) => record.resId) : [root.resId];
    return shown.some((resId) => ids.includes(resId));
}

/** Whether somebody types or ticks just now: nothing of that may be lost. */
async function isInUse(root) {
    if (root.records) {
        return Boolean(root.editedRecord || root.selection?.length);
    }
    return root.isNew || (await root.isDirty());
}

function plan(model) {
    if (planned.has(model)) {
        return;
    }
    planned.set(
        model,
        setTimeout(async () => {
            planned.delete(model);
            const inUse = await isInUse(model.root);
            if (!listeners.get(model)) {
                return;
            }
            if (inUse) {
                plan(model);
            } else {
                await model.root.load();
                model.notify();
            }
        }, MILLISECONDS)
    );
}

/** Read what a view shows again when the server says that it changed, with the rights
 * of who looks: the message says no more than ids.
 *
 * @param {Object} model of the view
 * @param {boolean} alsoNew whether records count that are not shown yet
 */
export function useXeroLive(model, alsoNew = false) {
    const bus = useService("bus_service");
    const onChanged = (payload) => {
        if (concerns(model, payload, alsoNew)) {
            plan(model);
        }
    };
    bus.subscribe(CHANGED, onChanged);
    count(model, 1);
    onWillDestroy(() => {
        bus.unsubscribe(CHANGED, onChanged);
        if (!count(model, -1)) {
            clearTimeout(planned.get(model));
            planned.delete(model);
        }
    });
}
