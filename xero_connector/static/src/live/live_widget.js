import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useXeroLive } from "./live";

/** A form with this in it is read again when its record changes. */
export class XeroLive extends Component {
    static template = xml`<t />`;
    static props = { ...standardWidgetProps };

    setup() {
        useXeroLive(this.props.record.model);
    }
}

registry.category("view_widgets").add("xero_live", { component: XeroLive });
