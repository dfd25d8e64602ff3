import { onMounted, onPatched, onWillStart, reactive, useState, useSubEnv } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { MatchDesk } from "./match_desk";
import { MatchDeskKeys, useMatchDeskKeys } from "./match_desk_keys";
import { MatchDeskScoreDialog } from "./match_desk_score_dialog";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

// Names as both sides compare them: in small letters, without accents.
const NAME = { "xero.contact": "name_key", "res.partner": "xero_name_key" };

export class MatchDeskController extends KanbanController {
    static template = "xero_connector.MatchDeskView";
    static components = { ...KanbanController.components, Dropdown };

    setup() {
        const services = {
            orm: useService("orm"),
            action: useService("action"),
            dialog: useService("dialog"),
            notification: useService("notification"),
        };
        const { context, resModel } = this.props;
        const desk = reactive(new MatchDesk(services, resModel, context));
        useSubEnv({ matchDesk: desk });
        this.desk = useState(desk);
        super.setup();
        this.desk.connect(this.model, (record) => this.focus(record));
        useMatchDeskKeys(this.desk);
        onWillStart(() => this.desk.read());
        onMounted(() => {
            this.keepFocus();
            this.desk.countSides();
        });
        onPatched(() => this.keepFocus());
    }

    get letters() {
        return LETTERS;
    }

    /** Nobody is left, or only none that is looked for. */
    get noContentHelp() {
        const { contacts, partners } = this.desk.left;
        const left = this.desk.isOfContacts ? contacts : partners;
        return left ? _t("No contacts found. Remove a filter to see more.") : this.props.info.noContentHelp;
    }

    // === Focus === //

    cardElement(record) {
        return this.rootRef.el?.querySelector(`.o_kanban_record[data-id="${record.id}"]`);
    }

    focus(record) {
        this.desk.current = record.resId;
        const element = this.cardElement(record);
        element?.focus({ preventScroll: true });
        element?.scrollIntoView({ block: "nearest" });
    }

    onFocusIn(event) {
        const id = event.target.closest(".o_kanban_record")?.dataset.id;
        const record = this.desk.records.find((each) => each.id === id);
        if (record) {
            this.desk.current = record.resId;
        }
    }

    /** There is always a chosen card; after a reload it is the one in its place. */
    keepFocus() {
        const { records, record } = this.desk;
        if (!records.length) {
            return;
        }
        const place = records.indexOf(record);
        const found = place < 0 ? records[Math.min(this.place || 0, records.length - 1)] : record;
        this.place = records.indexOf(found);
        if (this.desk.current !== found.resId) {
            this.desk.current = found.resId;
        }
        const focused = document.activeElement;
        if (!focused || focused === document.body) {
            this.cardElement(found)?.focus({ preventScroll: true });
        }
    }

    // === Buttons === //

    showKeys() {
        this.dialog.add(MatchDeskKeys, {});
    }

    matchAbove() {
        this.dialog.add(MatchDeskScoreDialog, {
            desk: this.desk,
            onDecided: () => this.showDecided(),
        });
    }

    /** What was decided is looked over before it is saved. */
    showDecided() {
        const search = this.env.searchModel;
        const { id } = Object.values(search.searchItems).find(({ name }) => name === "decided");
        if (!search.query.some(({ searchItemId }) => searchItemId === id)) {
            search.clearQuery();
            search.toggleSearchItem(id);
        }
    }

    filterByLetter(letter) {
        const field = NAME[this.props.resModel];
        const starts = (each) => [field, "=like", `${each.toLowerCase()}%`];
        const others = [...LETTERS.map(() => "&").slice(1), ...LETTERS.flatMap((each) => ["!", starts(each)])];
        this.env.searchModel.createNewFilters([
            {
                description: letter === "#" ? _t("Other Characters") : _t("Letter %s", letter),
                domain: JSON.stringify(letter === "#" ? others : [starts(letter)]),
                type: "filter",
            },
        ]);
    }
}

registry.category("views").add("xero_match_desk", {
    ...kanbanView,
    Controller: MatchDeskController,
    // A row of the full width is no column.
    searchMenuTypes: ["filter", "favorite"],
    buttonTemplate: "xero_connector.MatchDeskButtons",
});
