import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A card of the match desk: a contact, and side by side those that may be it. */
export class MatchCardField extends Component {
    static template = "xero_connector.MatchCardField";
    static props = { ...standardFieldProps };

    setup() {
        this.desk = useState(this.env.matchDesk);
    }

    get record() {
        return this.props.record;
    }

    get card() {
        return this.record.data[this.props.name];
    }

    get place() {
        return this.desk.openedOf(this.record);
    }

    get suggestion() {
        return this.card.suggestions[this.place];
    }

    get decision() {
        return this.desk.decisionOf(this.record);
    }

    get isCurrent() {
        return this.desk.current === this.record.resId;
    }
}

registry.category("fields").add("xero_match_card", {
    component: MatchCardField,
    supportedTypes: ["json"],
});
