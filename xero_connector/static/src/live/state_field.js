import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";
import { useXeroLive } from "./live";

/** How an invoice stands in Xero: it moves by itself, and names the other ledger. */
export class XeroStateField extends BadgeField {
    setup() {
        super.setup();
        useXeroLive(this.props.record.model);
    }

    get formattedValue() {
        const { [this.props.name]: state, xero_elsewhere: other } = this.props.record.data;
        return state === "elsewhere" && other ? _t("In %s", other) : super.formattedValue;
    }
}

registry.category("fields").add("xero_state", {
    ...badgeField,
    component: XeroStateField,
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "xero_elsewhere", type: "char" }],
});
