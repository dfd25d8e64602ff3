from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime


class XeroMatchRun(models.Model):
    """What was decided and saved together, or matched and taken over by one sync: it
    is undone together."""

    _name = "xero.match.run"
    _description = "Matching History"
    _order = "id desc"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    user_id = fields.Many2one(
        "res.users", "Saved By", readonly=True, help="Empty if done by a sync."
    )
    batch_id = fields.Many2one(
        "xero.batch",
        "Batch Job",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    change_ids = fields.One2many("xero.match.change", "run_id", readonly=True)
    matched_count = fields.Integer("Matched", compute="_compute_counts")
    created_count = fields.Integer("Created", compute="_compute_counts")
    updated_count = fields.Integer("Updated", compute="_compute_counts")
    other_count = fields.Integer("Other Decisions", compute="_compute_counts")
    refused_count = fields.Integer("Not Possible", compute="_compute_counts")
    undone_count = fields.Integer("Undone", compute="_compute_counts")
    can_undo = fields.Boolean(compute="_compute_counts")
    undone_at = fields.Datetime(readonly=True)
    undone_by_id = fields.Many2one("res.users", readonly=True)

    @api.depends("change_ids.state", "change_ids.answer")
    def _compute_counts(self):
        groups = self.env["xero.match.change"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state", "answer"], ["__count"]
        )
        found = {}
        for run, state, answer, count in groups:
            key = answer if state == "done" else state
            counts = found.setdefault(run, {})
            counts[key] = counts.get(key, 0) + count
        changed = [("run_id", "in", self.ids), ("state", "=", "done")]
        changed += [("written_values", "!=", False)]
        groups = self.env["xero.match.change"]._read_group(
            changed, ["run_id"], ["__count"]
        )
        updated = dict(groups)
        for run in self:
            counts = found.get(run, {})
            run.refused_count = counts.pop("refused", 0)
            run.undone_count = counts.pop("undone", 0)
            run.can_undo = bool(counts)
            run.matched_count = counts.pop("match", 0)
            run.created_count = sum(
                counts.pop(each, 0) for each in ("create", "create_in_xero")
            )
            counts.pop("update", 0)
            run.updated_count = updated.get(run, 0)
            run.other_count = sum(counts.values())

    @api.depends("create_date", "user_id", "batch_id")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for run in self:
            who = run.user_id.name or run.batch_id.display_name or self.env._("Sync")
            when = run.create_date or fields.Datetime.now()
            when = format_datetime(self.env, when, dt_format="short")
            run.display_name = f"{who} · {when}"

    @api.model
    def _of_person(self, connection):
        """:return: a new one, of what the user saves now"""
        # sudo: written by code alone
        return self.sudo().create(
            {"connection_id": connection.id, "user_id": self.env.uid}
        )

    @api.model
    def _of_rules(self, connection):
        """:return: the one of the batch job that is at work, or of today"""
        batch_id = self.env["xero.batch"]._at_work(connection).id
        known = Domain("connection_id", "=", connection.id) & Domain(
            "user_id", "=", False
        )
        if batch_id:
            known &= Domain("batch_id", "=", batch_id)
        else:
            today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
            known &= Domain("batch_id", "=", False) & Domain("create_date", ">=", today)
        runs = self.sudo()  # sudo: as above
        return runs.search(known, limit=1) or runs.create(
            {"connection_id": connection.id, "batch_id": batch_id}
        )

    # === In words === #

    def _told(self):
        """:return: an action that says what became of it"""
        words = [
            (self.env._("Matched: %s."), self.matched_count),
            (self.env._("Created: %s."), self.created_count),
            (self.env._("Updated in Odoo: %s."), self.updated_count),
            (self.env._("Other decisions: %s."), self.other_count),
            (self.env._("Not possible: %s."), self.refused_count),
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                # The link stands where the last %s is.
                "message": " ".join(text % count for text, count in words if count)
                + " %s",
                "type": "warning" if self.refused_count else "success",
                "links": [
                    {
                        "label": self.env._("Details and undo"),
                        "url": f"/odoo/{self._name}/{self.id}",
                    }
                ],
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === Undoing === #

    def action_undo(self):
        """Put back what was matched, rejected, created and taken over."""
        self.change_ids._check_may()
        self.check_access("read")
        runs = self.sudo()  # sudo: written by code alone; who may was checked
        told = runs.change_ids._undo_told()
        undone = runs.filtered("undone_count")
        undone.write({"undone_at": fields.Datetime.now(), "undone_by_id": self.env.uid})
        return told
