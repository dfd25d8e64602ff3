from datetime import timezone

from odoo import api, fields, models

from .xero_resource import MIRRORS

# What an event of Xero's may have changed, by its category, its own kind first. Xero
# tells nothing of payments by themselves, and of other categories nothing is pulled.
PULLED = {"CONTACT": ("contacts",), "INVOICE": ("invoices", "payments")}


class XeroConnection(models.Model):
    """What Xero tells a connection by itself: only that it should look."""

    _inherit = "xero.connection"

    webhook_heard_at = fields.Datetime(
        "Xero Last Heard", compute="_compute_webhook", compute_sudo=True
    )
    webhook_summary = fields.Char(
        "Webhooks", compute="_compute_webhook", compute_sudo=True
    )

    @api.depends("credential_id.webhook_ids.heard_at")
    def _compute_webhook(self):
        for connection in self:
            webhook = connection.credential_id.webhook_ids
            connection.webhook_heard_at = webhook.heard_at
            if webhook.heard_at:
                connection.webhook_summary = self.env._("On, last heard")
            elif webhook:
                connection.webhook_summary = self.env._("Xero was not heard yet")
            else:
                connection.webhook_summary = self.env._(
                    "Off: changes in Xero come with the next run"
                )

    def action_set_up_webhook(self):
        """Type the webhook's key, and see the address that Xero needs."""
        self.ensure_one()
        return self.env["xero.webhook.wizard"]._action_for(self)

    def _told(self, events):
        """Pull what Xero says has changed, as soon as the cron gets to it.

        However many events come, each kind of thing is asked for once until its pull
        begins. In an organisation that changes all the time that is later and later,
        or telling us of it would use up the calls of the day.

        :param events: list of :class:`~xerolib.webhooks.Event` of this organisation
        """
        self.ensure_one()
        names = [
            name
            for category, names in PULLED.items()
            if self._is_news([e for e in events if e.category == category], names[0])
            for name in names
            if self._pulls(name)
        ]
        wanted = self.resource_ids.filtered(
            lambda resource: resource.name in names and not resource.requested_at
        )
        if wanted:
            at = wanted._next_for_events()
            wanted._request(at=at)
            self._wake(at)

    def _is_news(self, events, name):
        """Whether the mirror is behind any of the events.

        Xero's stamp on our copy being as late as an event, the copy shows what it told
        of: it was delivered twice, or is the echo of our own push.
        """
        mirrors = self.env[MIRRORS[name]]._of(self, {e.resource_id for e in events})

        def is_known(event):
            copied = event.at and mirrors.get(event.resource_id)
            return (
                copied
                and copied.updated_at
                and copied.updated_at.replace(tzinfo=timezone.utc) >= event.at
            )

        return not all(map(is_known, events))
