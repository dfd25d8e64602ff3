import { Component, onMounted, onWillUnmount, useRef, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Enter and Space press the button of a card that has the focus. Odoo keeps both keys
 * for the card itself: they open it, or select it. */
export class XeroCardKeys extends Component {
    static template = xml`<span t-ref="inside" class="d-none" />`;
    static props = { ...standardWidgetProps };

    setup() {
        const inside = useRef("inside");
        const keep = (event) => {
            if (["Enter", " "].includes(event.key) && event.target.closest("button, a")) {
                event.stopPropagation();
            }
        };
        onMounted(() => {
            this.card = inside.el.closest(".o_kanban_record");
            this.card?.addEventListener("keydown", keep);
        });
        onWillUnmount(() => this.card?.removeEventListener("keydown", keep));
    }
}

registry.category("view_widgets").add("xero_card_keys", { component: XeroCardKeys });
