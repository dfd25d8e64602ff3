import { Component, onWillStart, useState } from "@odoo/owl";
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
        useAutofocus({ refName: "score", selectAll: true });
        onWillStart(() => this.countNow());
    }

    async countNow() {
        const { score } = this.state;
        this.state.count = await this.keepLast.add(this.props.desk.countAbove(score));
    }

    onInput(event) {
        this.state.score = Math.min(Math.max(parseInt(event.target.value) || 1, 1), 100);
        this.count();
    }

    async decide() {
        await this.props.desk.decideAbove(this.state.score);
        this.props.close();
        this.props.onDecided();
    }
}
