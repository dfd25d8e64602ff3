from odoo import api, models

# The bus message that names what changed, and how many ids of a model it names at most.
CHANGED = "xero_connector.changed"
MOST_IDS = 200

# The message that tells a person which of their pushes ended.
OVER = "xero_connector.over"


class XeroLive(models.AbstractModel):
    """Records that browsers read again when they change, with the rights of who looks.

    With the commit, one message goes to all internal users: for each model the ids
    that changed, null for more than it names. It says no more than that.
    """

    _name = "xero.live"
    _description = "Records Refreshed Live"

    # Fields of a model whose change is told.
    _live_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._tell_browsers()
        return records

    def write(self, vals):
        written = super().write(vals)
        if not self._live_fields.isdisjoint(vals):
            self._tell_browsers()
        return written

    def _shown_as(self):
        """:return: dict of each model that shows these to the ids of its records"""
        return {self._name: self.ids}

    def _tell_browsers(self):
        self.env["xero.live"]._changed(self._shown_as())

    @api.model
    def _changed(self, ids):
        """:param ids: dict of a model's name to ids of what changed of it"""
        hooks = self.env.cr.precommit
        changed = hooks.data.setdefault("xero.live", {})
        if not changed:
            hooks.add(self._send_changed)
        for model, some in ids.items():
            changed.setdefault(model, set()).update(some)

    @api.model
    def _send_changed(self):
        changed = self.env.cr.precommit.data.pop("xero.live", {})
        payload = {
            model: sorted(ids) if len(ids) <= MOST_IDS else None
            for model, ids in changed.items()
            if ids
        }
        if payload:
            # Not ref(): it asks whether the group exists, in every transaction.
            group = self.env["ir.model.data"]._xmlid_to_res_id("base.group_user")
            everyone = self.env["res.groups"].browse(group)
            self.env["bus.bus"]._sendone(everyone, CHANGED, payload)

    # === Who pushed === #

    @api.model
    def _over(self, user, jobs=(), runs=()):
        """Tell a person, with the commit, that what they pushed ended.

        :param user: who; nobody is told where there is none
        :param jobs: single requests of theirs
        :param runs: runs of theirs
        """
        if not user or not (jobs or runs):
            return
        hooks = self.env.cr.precommit
        over = hooks.data.setdefault("xero.live.over", {})
        if not over:
            hooks.add(self._send_over)
        ended = over.setdefault(user.id, {"jobs": set(), "runs": set()})
        ended["jobs"].update(job.id for job in jobs)
        ended["runs"].update(run.id for run in runs)

    @api.model
    def _send_over(self):
        for user_id, ended in self.env.cr.precommit.data.pop(
            "xero.live.over", {}
        ).items():
            payload = {kind: sorted(ids) for kind, ids in ended.items()}
            partner = self.env["res.users"].browse(user_id).partner_id
            self.env["bus.bus"]._sendone(partner, OVER, payload)
