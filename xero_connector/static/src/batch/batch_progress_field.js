import { Component, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// A run may move many times a second; it is read again this often at most.
const MILLISECONDS = 1000;

/** How far a run is. It moves by itself: the server says that a run did, and the record
 * is read again, with the rights of who looks. */
export class XeroBatchProgressField extends Component {
    static template = "xero_connector.BatchProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.bus = useService("bus_service");
        this.onMoved = this.onMoved.bind(this);
        this.bus.subscribe("xero_connector.batch", this.onMoved);
        onWillUnmount(() => {
            this.bus.unsubscribe("xero_connector.batch", this.onMoved);
            clearTimeout(this.timer);
        });
    }

    get percent() {
        return Math.floor(this.props.record.data[this.props.name] || 0);
    }

    get isMoving() {
        return this.props.record.data.state === "running";
    }

    onMoved({ ids }) {
        if (ids.includes(this.props.record.resId) && !this.timer) {
            this.timer = setTimeout(async () => {
                this.timer = undefined;
                await this.props.record.load();
            }, MILLISECONDS);
        }
    }
}

registry.category("fields").add("xero_batch_progress", {
    component: XeroBatchProgressField,
    supportedTypes: ["float"],
});
