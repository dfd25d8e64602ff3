"""GET /connections and DELETE /connections/{id}."""

from __future__ import annotations

from datetime import datetime, timezone

from xero_sandbox import wire
from xero_sandbox.http.call import Answer, Call, Refusal
from xero_sandbox.identity.bearer import bearer
from xero_sandbox.identity.problems import forbidden
from xero_sandbox.identity.vault import Connection


def list_connections(call: Call) -> Answer:
    """The organisations that the token's person gave this app; may be empty."""
    access = bearer(call)
    event = call.parameters().get("autheventid")
    rows = [
        _as_json(call, connection)
        for connection in call.world.vault.connections(access.app)
        if event in (None, connection.event)
    ]
    call.elements = len(rows)
    return Answer.json(rows)


def delete_connection(call: Call, connection_id: str) -> Answer:
    """204; 404 if unknown; 403 for a tenant id in its place (reported)."""
    access = bearer(call)
    mine = call.world.vault.connections(access.app)
    if any(connection.tenant == connection_id for connection in mine):
        raise forbidden()
    if all(connection.id != connection_id for connection in mine):
        raise Refusal(Answer(404, media="text/html; charset=utf-8"))
    call.world.vault.disconnect(connection_id)
    return Answer(204, media="")


def _as_json(call: Call, connection: Connection) -> dict[str, object]:
    organisation = call.world.find(connection.tenant)
    return {
        "id": connection.id,
        "authEventId": connection.event or wire.ZERO_GUID,
        "tenantId": connection.tenant,
        "tenantType": "ORGANISATION",
        "tenantName": organisation.name if organisation else None,
        "createdDateUtc": _seven_digits(connection.created),
        "updatedDateUtc": _seven_digits(connection.updated),
    }


def _seven_digits(stamp: int) -> str:
    # Without Z and with seven fractional digits (identity description).
    moment = datetime.fromtimestamp(stamp / 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
