import { markRaw } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";

const CHANGES = "xero.match.change";
const DESK = "xero.match.desk";

/** What a desk is about: of which side its cards are, and what the other one is. */
const SIDES = {
    "xero.contact": {
        card: "match_card",
        mine: "contact_id",
        other: "partner_id",
        otherModel: "res.partner",
        create: "create",
        leaves: true,
    },
    "res.partner": {
        card: "xero_match_card",
        mine: "partner_id",
        other: "contact_id",
        otherModel: "xero.contact",
        create: "create_in_xero",
        leaves: false,
    },
};

/** The state of a match desk, and what a person does there. Decisions are kept as
 * drafts; nothing is applied before they are saved. */
export class MatchDesk {
    /** Which card is chosen, by the id of its record. */
    current = false;
    /** Which suggestion of a card is open, by the id of its record; else the first that
     * nobody rejected. */
    opened = {};
    /** What `xero.match.desk` says. */
    told = { answers: [], reasons: {}, decided: 0 };
    /** Whether the decisions are on their way. */
    isSaving = false;
    /** How many are left on either side, once that is known. */
    left = {};

    constructor(services, resModel, context) {
        this.services = markRaw(services);
        this.side = SIDES[resModel];
        this.resModel = resModel;
        this.context = context;
    }

    // The view's model comes later than what its cards need.
    connect(model, focus) {
        this.view = markRaw({ model, focus });
    }

    async read() {
        const { orm } = this.services;
        this.told = await orm.call(DESK, "read_desk", [], { context: this.context });
    }

    /** How many are left on either side: the cards need not wait for it. */
    async countSides() {
        const { orm } = this.services;
        if (this.told.connection_id) {
            const args = [this.told.connection_id];
            this.left = await orm.call(DESK, "count_sides", args);
        }
    }

    get isOfContacts() {
        return this.side.leaves;
    }

    // === Cards === //

    get records() {
        return this.view.model.root.records;
    }

    get record() {
        return this.records.find((record) => record.resId === this.current);
    }

    cardOf(record) {
        return record.data[this.side.card];
    }

    openedOf(record) {
        const suggestions = this.cardOf(record).suggestions;
        const chosen = this.opened[record.resId];
        if (suggestions[chosen]) {
            return chosen;
        }
        const decision = this.decisionOf(record);
        const decided = suggestions.findIndex(({ id }) => id === decision?.other_id);
        const first = suggestions.findIndex((suggestion) => !suggestion.is_rejected);
        return Math.max(decided < 0 ? first : decided, 0);
    }

    /** What decides about the whole record; that somebody is not the same leaves it
     * open. */
    decisionOf(record) {
        return this.cardOf(record).decisions.find(({ answer }) => answer !== "reject");
    }

    open(record, place) {
        if (this.cardOf(record).suggestions[place]) {
            this.opened[record.resId] = place;
        }
    }

    /** Go some cards further; whether there was one. */
    move(steps) {
        const { records } = this;
        const place = records.findIndex((record) => record.resId === this.current);
        const next = place < 0 ? records[0] : records[place + steps];
        if (next) {
            this.view.focus(next);
        }
        return Boolean(next);
    }

    // === Decisions === //

    may(answer) {
        return this.told.answers.includes(answer);
    }

    get mayCreate() {
        return this.may(this.side.create);
    }

    /** Why nobody can be created on the other side; nothing if that may be. */
    get whyNotCreate() {
        return this.told.reasons[this.side.create];
    }

    async match(record) {
        const suggestion = this.cardOf(record).suggestions[this.openedOf(record)];
        if (suggestion && this.may("match")) {
            await this.decide(record, "match", suggestion.id);
        }
    }

    async reject(record) {
        const suggestion = this.cardOf(record).suggestions[this.openedOf(record)];
        if (suggestion && !suggestion.is_rejected && this.may("reject")) {
            await this.decide(record, "reject", suggestion.id);
        }
    }

    async create(record) {
        if (this.mayCreate) {
            await this.decide(record, this.side.create);
        } else if (this.whyNotCreate) {
            this.services.notification.add(this.whyNotCreate, { type: "warning" });
        }
    }

    async leave(record) {
        if (this.side.leaves && this.may("leave")) {
            await this.decide(record, "leave");
        }
    }

    async takeBack(record) {
        if (this.cardOf(record).decisions.length && this.may("match")) {
            await this.call(record, "take_back", []);
        }
    }

    async decide(record, answer, otherId = false) {
        delete this.opened[record.resId];
        // Who rejected one still has to say who it is.
        if (answer !== "reject") {
            this.move(1);
        }
        const told = await this.call(record, "decide", [answer], { [this.side.other]: otherId });
        await this.reopen(told[this.side.mine], told.names[this.side.mine]);
    }

    /** Cards whose match was chosen for another one are open again. */
    async reopen(ids, names) {
        if (!ids.length) {
            return;
        }
        this.services.notification.add(
            _t("No longer decided, because the match was chosen here instead: %s", names.join(", ")),
            { type: "warning" }
        );
        const freed = this.records.filter(({ resId }) => ids.includes(resId));
        await Promise.all(freed.map((record) => record.load()));
    }

    async call(record, method, args, more = {}) {
        const connection = this.cardOf(record).connection_id;
        const told = await this.services.orm.call(CHANGES, method, [connection, ...args], {
            [this.side.mine]: record.resId,
            ...more,
        });
        await Promise.all([record.load(), this.count()]);
        return told;
    }

    async count() {
        const { orm } = this.services;
        const counts = await orm.call(CHANGES, "counts", [this.told.connection_id]);
        this.told.decided = Object.values(counts).reduce((sum, count) => sum + count, 0);
    }

    /** Choose another one than those that are suggested. */
    search(record) {
        if (!this.may("match")) {
            return;
        }
        const { name } = this.cardOf(record);
        this.services.dialog.add(SelectCreateDialog, {
            title: this.isOfContacts
                ? _t("Who is %s in Odoo?", name)
                : _t("Who is %s in Xero?", name),
            resModel: this.side.otherModel,
            domain: this.isOfContacts
                ? [
                      "|",
                      ["parent_id", "=", false],
                      ["is_company", "=", true],
                      [
                          "xero_contact_ids",
                          "not any",
                          [
                              ["connection_id", "=", this.told.connection_id],
                              ["status", "=", "ACTIVE"],
                          ],
                      ],
                  ]
                : [
                      ["connection_id", "=", this.told.connection_id],
                      ["status", "=", "ACTIVE"],
                      ["gone_at", "=", false],
                      ["partner_id", "=", false],
                  ],
            context: { active_test: true },
            multiSelect: false,
            noCreate: true,
            onSelected: ([id]) => this.decide(record, "match", id),
        });
    }

    // === All of them === //

    /** What would move between the two sides is said before it does. */
    async save() {
        if (!this.told.decided || this.isSaving) {
            return;
        }
        const { orm, dialog } = this.services;
        this.isSaving = true;
        let moves;
        try {
            moves = await orm.call(CHANGES, "preview", [this.told.connection_id]);
        } finally {
            this.isSaving = false;
        }
        if (!moves) {
            await this.apply();
            return;
        }
        dialog.add(ConfirmationDialog, {
            title: _t("Save Matches"),
            body: moves,
            confirmLabel: _t("Save Matches"),
            confirm: () => this.apply(),
            cancel: () => {},
        });
    }

    async apply() {
        const { orm, action } = this.services;
        this.isSaving = true;
        try {
            const told = await orm.call(CHANGES, "save", [this.told.connection_id]);
            await this.reload();
            await action.doAction(told);
        } finally {
            this.isSaving = false;
        }
    }

    async discard() {
        await this.services.orm.call(CHANGES, "discard", [this.told.connection_id]);
        await this.reload();
    }

    async reload() {
        this.opened = {};
        await Promise.all([this.view.model.root.load(), this.read()]);
        this.view.model.notify();
        await this.countSides();
    }

    async countAbove(score) {
        const { orm } = this.services;
        return orm.call(DESK, "count_above", [this.told.connection_id, score]);
    }

    async decideAbove(score) {
        const { orm } = this.services;
        await orm.call(CHANGES, "decide_above", [this.told.connection_id, score]);
        await this.reload();
    }

    async switchSide() {
        const { orm, action } = this.services;
        const name = this.isOfContacts ? "action_open_missing" : "action_open_unmatched";
        const other = await orm.call("xero.connection", name, [
            [this.told.connection_id],
        ]);
        await action.doAction(other, { stackPosition: "replaceCurrentAction" });
    }
}
