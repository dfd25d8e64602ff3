import { Component, onMounted, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { KeepLast } from "@web/core/utils/concurrency";

/** From which score on all are matched; says how many that are before. */
export class MatchDeskScoreDialog extends Component {
    static template = "xero_connector.MatchDeskScoreDialog";
    static components = { Dialog };
    static props = { desk: Object, onDecided: Function, close: Function };

    setup() {
        this.state = useState({ score: this.props.desk.told.score, count: 0 });
        this.keepLast = new KeepLast();
        this.count = useDebounced(() => this.countNow(), 200);
        const input = useAutofocus({ refName: "score" });
        onWillStart(() => this.countNow());
        onMounted(() => {
            // Whoever types replaces it. Of numbers, Odoo selects nothing.
            if (document.activeElement === input.el) {
                input.el.select();
            }
        });
    }

    async countNow() {
        const { score } = this.state;
        const isScore = Number.isInteger(score) && score >= 1 && score <= 100;
        this.state.count = isScore
            ? await this.keepLast.add(this.props.desk.countAbove(score))
            : 0;
    }

    onInput() {
        // Nothing is marked before it is counted.
        this.state.count = 0;
        this.count();
    }

    async decide() {
        await this.props.desk.decideAbove(this.state.score);
        this.props.close();
        this.props.onDecided();
    }
}
