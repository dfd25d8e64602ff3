import { Component, useExternalListener } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** Keys of a match desk, in the order in which they are listed: what each does, with
 * the desk and the chosen card, and in words. */
const KEYS = () => [
    [["ArrowDown", "j"], _t("Next card"), (desk) => desk.move(1)],
    [["ArrowUp", "k"], _t("Previous card"), (desk) => desk.move(-1)],
    [["1", "2", "3"], _t("Choose a suggestion"), (desk, record, key) => desk.open(record, key - 1)],
    [["m", "Enter"], _t("Match, and go to the next card"), (desk, record) => desk.match(record)],
    [["x"], _t("Not the same; the card stays"), (desk, record) => desk.reject(record)],
    [["c"], _t("Create"), (desk, record) => desk.create(record)],
    [["l"], _t("Keep in Xero only"), (desk, record) => desk.leave(record)],
    [["f"], _t("Search for another contact"), (desk, record) => desk.search(record)],
    [["s"], _t("Skip"), (desk) => desk.move(1)],
    [["u"], _t("Undo the decision"), (desk, record) => desk.takeBack(record)],
];

const SHOWN = { ArrowDown: "↓", ArrowUp: "↑" };

export class MatchDeskKeys extends Component {
    static template = "xero_connector.MatchDeskKeys";
    static components = { Dialog };
    static props = { close: Function };

    get keys() {
        return [
            ...KEYS().map(([keys, words]) => ({
                keys: keys.map((key) => SHOWN[key] || (key.length > 1 ? key : key.toUpperCase())),
                words,
            })),
            { keys: ["Ctrl+S"], words: _t("Save matches") },
            { keys: ["?"], words: _t("Show these keys") },
        ];
    }
}

const TYPED_INTO = "input, textarea, select, [contenteditable=true]";
const OUTSIDE = ".o_control_panel, .o_main_navbar, .o_xero_match_bar";
// What has a meaning of its own on whatever has the focus.
const NATIVE = ["Enter", "ArrowUp", "ArrowDown"];

/** Everything that is decided on a match desk is decided with the keyboard, too. */
export function useMatchDeskKeys(desk) {
    const ui = useService("ui");
    const dialog = useService("dialog");
    const keys = KEYS();

    const doFor = (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
            return false;
        }
        // A dialog or a menu has the keyboard for itself.
        if (ui.activeElement !== document || ui.isBlocked) {
            return false;
        }
        const on = event.target instanceof Element ? event.target : document.body;
        if (on.closest(TYPED_INTO)) {
            return false;
        }
        const isNative =
            on.closest(OUTSIDE) || (event.key === "Enter" && on.closest("button, a"));
        if (isNative && NATIVE.includes(event.key)) {
            return false;
        }
        if (event.key === "?") {
            dialog.add(MatchDeskKeys, {});
            return true;
        }
        const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        const found = keys.find(([names]) => names.includes(key));
        if (!found) {
            return false;
        }
        const { record } = desk;
        if (!record) {
            desk.move(1);
        } else if (!event.repeat || key.startsWith("Arrow") || "jk".includes(key)) {
            found[2](desk, record, key);
        }
        return true;
    };

    // Before Odoo's own keys, which open cards and select them.
    useExternalListener(
        window,
        "keydown",
        (event) => {
            if (doFor(event)) {
                event.preventDefault();
                event.stopImmediatePropagation();
            }
        },
        { capture: true }
    );
    useHotkey("control+s", () => desk.save(), { bypassEditableProtection: true });
}
