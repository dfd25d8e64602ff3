import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What Xero will be asked for: each permission with its reason. */
export class XeroPermissionsField extends Component {
    static template = "xero_connector.PermissionsField";
    static props = { ...standardFieldProps };

    get permissions() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("xero_permissions", { component: XeroPermissionsField });
