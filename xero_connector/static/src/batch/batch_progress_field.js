import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useXeroLive } from "../live/live";

/** How far a run is; the bar moves by itself. */
export class XeroBatchProgressField extends Component {
    static template = "xero_connector.BatchProgressField";
    static props = { ...standardFieldProps };

    setup() {
        useXeroLive(this.props.record.model);
    }

    get percent() {
        return Math.floor(this.props.record.data[this.props.name] || 0);
    }

    get isMoving() {
        return this.props.record.data.is_moving;
    }

    get leftSomething() {
        return this.props.record.data.shown_state === "to_solve";
    }
}

registry.category("fields").add("xero_batch_progress", {
    component: XeroBatchProgressField,
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "is_moving", type: "boolean" }],
});
