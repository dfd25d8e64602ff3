import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { useXeroLive } from "./live";

/** Lists and cards of the connector's own records: they move by themselves. */
const live = (view) => ({
    ...view,
    Controller: class extends view.Controller {
        setup() {
            super.setup();
            useXeroLive(this.model, true);
        }
    },
});

registry.category("views").add("xero_live_list", live(listView));
registry.category("views").add("xero_live_kanban", live(kanbanView));
