"""What a code of a problem or of a pause means, in a sentence.

Each problem that needs a person names what told it apart from its neighbours, and
ends with what to do; the button beside it is the connection's ``_remedy``.
"""


def words(env, code, about=""):
    """:param str about: what told of it
    :return: the sentence in the environment's language; an unknown code as it is,
    for a consent's refusal may be a sentence already"""
    return _problems(env, about).get(code) or _pauses(env).get(code) or code


def _problems(env, about):
    return {
        "token_invalid": env._(
            "Xero no longer accepts this connection's token. Reconnect to continue."
        ),
        "scope_missing": env._(
            "Xero reports a missing permission. Reconnect and allow all the "
            "permissions listed."
        ),
        "forbidden": env._(
            "Xero no longer gives this connection access. Reconnect to continue."
        ),
        "disconnected": env._(
            "This connection was removed in Xero, under Settings › Connected apps. "
            "Reconnect to the same organisation; all matches are kept."
        ),
        "demo_reset": env._(
            "Xero's demo company was reset (this happens every 28 days), or the "
            "connection was removed in Xero. Reconnect; after a reset, the "
            "organisation is new and does not have your documents."
        ),
        "access_lost": env._(
            "Xero still lists this connection but no longer gives it access: the user "
            "who authorised it lost access to the organisation, or its trial or "
            "subscription ended. Reconnect as a user who can open the organisation in "
            "Xero. If a trial ended, choose a plan in Xero, and the connection "
            "continues automatically."
        ),
        "invalid_grant": env._(
            "Xero's authorisation expired because it was not used for 60 days. "
            "Reconnect; all matches are kept."
        ),
        "ended_early": env._(
            "Xero ended the authorisation early: it was revoked in Xero, or a copy of "
            "this database (a cloned server, a restored backup) uses it too. Stop the "
            "copy if there is one, then reconnect; all matches are kept."
        ),
        "copied": env._(
            "Xero has %s with a link to this Odoo database, which never sent it. "
            "Either a copy of this database pushes to the same organisation, or this "
            "database was restored from a backup. Nothing is read or pushed for now. "
            "Stop the copy, check that invoice, then continue here.",
            about or env._("an invoice"),
        ),
        "invalid_client": env._(
            "Xero does not accept the client ID and secret. Check both under “My "
            "Apps” in Xero's developer portal and enter them again."
        ),
        "invalid_scope": env._(
            "Xero does not allow this app one of the permissions requested."
        ),
        "access_denied": env._(
            "Access was denied on Xero's page, so nothing was connected. Connect to "
            "Xero again when you are ready to allow access."
        ),
        "oauth_error": env._("Xero rejected the connection."),
        "no_organisation": env._(
            "Xero did not give access to any organisation. Connect to Xero again and "
            "select one."
        ),
        "no_refresh_token": env._(
            "Xero did not give permanent access. Connect to Xero again and allow all "
            "permissions."
        ),
    }


def _pauses(env):
    return {
        "not_reachable": env._(
            "Xero could not be reached. Check this server's internet connection. Odoo "
            "retries automatically."
        ),
        "not_encrypted": env._(
            "The address of Xero in the system parameters (xero_connector.…_url) does "
            "not start with https, so nothing is sent. Correct it."
        ),
        "answer_lost": env._(
            "Xero did not answer in time. Odoo checks in Xero before sending anything "
            "again."
        ),
        "bad_answer": env._(
            "The answer did not come from Xero (but from a proxy or a maintenance "
            "page, for example). Odoo retries automatically."
        ),
        "tokens_incomplete": env._(
            "Xero's answer when renewing the access token was invalid. Odoo retries "
            "automatically."
        ),
        "answer_too_large": env._(
            "The answer was larger than anything Xero sends, so it was not read. Odoo "
            "retries automatically."
        ),
        "host_refused": env._("This is a test: only this machine can be called."),
        "odd_value": env._(
            "Xero's answer contained an invalid value. Odoo retries automatically."
        ),
        "unauthorised": env._(
            "Xero did not accept the access token. Odoo renews it and retries "
            "automatically."
        ),
        "token_expired": env._(
            "The access token had expired. Odoo renews it and retries automatically."
        ),
        "unavailable": env._(
            "Xero is currently unavailable. Odoo retries automatically."
        ),
        "unexpected_status": env._(
            "Xero sent an answer that this connector does not recognise. Odoo retries "
            "automatically."
        ),
        "rate_limited": env._(
            "Xero's limit of calls was just reached. Try again in a minute."
        ),
        "not_found": env._(
            "Xero answered that nothing was found at this address. Odoo retries "
            "automatically."
        ),
        "refused": env._(
            "Xero did not understand the request. Odoo retries automatically."
        ),
        "limit_minute": env._("Xero's limit of calls per minute is reached."),
        "limit_day": env._("Xero's limit of calls per day is reached."),
        "limit_appminute": env._("Xero's limit for all users of this app is reached."),
        "limit_concurrent": env._("Xero accepts only five calls at a time."),
    }
