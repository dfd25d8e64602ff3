import { registry } from "@web/core/registry";

/** Who pushed is told how it ended: the server says of which requests and runs, and
 * what to say of them is read with the rights of who is told. */
export const xeroToasts = {
    dependencies: ["action", "bus_service", "orm"],
    start(env, { action, bus_service: bus, orm }) {
        bus.subscribe("xero_connector.over", async ({ jobs, runs }) => {
            const toasts = await orm.silent.call("xero.job", "read_toasts", [jobs, runs]);
            for (const params of toasts) {
                await action.doAction({
                    type: "ir.actions.client",
                    tag: "display_notification",
                    params,
                });
            }
        });
    },
};

registry.category("services").add("xero_toasts", xeroToasts);
