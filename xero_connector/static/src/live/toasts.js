import { registry } from "@web/core/registry";
import { displayNotificationAction } from "@web/webclient/actions/client_actions";

/** Who pushed is told how it ended: the server says of which requests and runs, and
 * what to say of them is read with the rights of who is told. */
export const xeroToasts = {
    dependencies: ["bus_service", "notification", "orm"],
    start(env, { bus_service: bus, orm }) {
        bus.subscribe("xero_connector.over", async ({ jobs, runs }) => {
            const toasts = await orm.silent.call("xero.job", "read_toasts", [jobs, runs]);
            for (const params of toasts) {
                // Not as an action: the action service drops what it waits for when
                // another action comes, and with it the button that somebody pressed.
                displayNotificationAction(env, { params });
            }
        });
    },
};

registry.category("services").add("xero_toasts", xeroToasts);
