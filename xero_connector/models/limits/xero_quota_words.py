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
            "Xero no longer accepts this connection's token. Reconnect to go on."
        ),
        "scope_missing": env._(
            "Xero says that a permission is missing. Reconnect and allow all "
            "permissions on the list."
        ),
        "forbidden": env._("Xero no longer lets this connection in. Reconnect."),
        "disconnected": env._(
            "This connection was removed in Xero, under Settings › Connected apps. "
            "Reconnect to the same organisation; all matches are kept."
        ),
        "demo_reset": env._(
            "Xero's demo company was reset (it is, every 28 days), or the connection "
            "was removed in Xero. Reconnect; after a reset it is a new ledger without "
            "your documents."
        ),
        "access_lost": env._(
            "Xero still lists this connection, but no longer lets it in: the user who "
            "authorised it lost access to the organisation, or its trial or "
            "subscription ended. Reconnect as a user who can open it in Xero; after "
            "the end of a trial, choose a plan there, and it goes on by itself."
        ),
        "invalid_grant": env._(
            "Xero has ended the authorisation: it was unused for 60 days. Reconnect; "
            "all matches are kept."
        ),
        "ended_early": env._(
            "Xero has ended the authorisation before its time: it was revoked in Xero, "
            "or a copy of this database (a cloned server, a restored backup) uses it "
            "too. Stop the copy if there is one, then reconnect; all matches are kept."
        ),
        "copied": env._(
            "Xero has %s with a link to this Odoo, which never sent it. So a copy of "
            "this database pushes into the same ledger, or this one was restored from "
            "a backup. Nothing is read or pushed now. Stop the copy, look at that "
            "invoice, then go on here.",
            about or env._("an invoice"),
        ),
        "invalid_client": env._(
            "Xero does not accept the client id and secret. Check both against "
            "“My Apps” in Xero's developer portal and enter them again."
        ),
        "invalid_scope": env._(
            "Xero does not allow this app one of the permissions that were asked."
        ),
        "access_denied": env._(
            "Access was refused on Xero's page, so nothing was connected. Connect "
            "again when you are ready to allow it."
        ),
        "oauth_error": env._("Xero refused the connection."),
        "no_organisation": env._(
            "Xero gave access to no organisation. Connect again and tick one."
        ),
        "no_refresh_token": env._(
            "Xero gave no lasting access. Connect again and allow all permissions."
        ),
    }


def _pauses(env):
    return {
        "not_reachable": env._(
            "Xero could not be reached. Check this server's way to the internet; it "
            "is tried again by itself."
        ),
        "not_encrypted": env._(
            "The address of Xero in the system parameters (xero_connector.…_url) does "
            "not begin with https, so nothing is sent there. Correct it."
        ),
        "answer_lost": env._(
            "Xero did not answer in time. What was sent is looked up before anything "
            "is repeated."
        ),
        "bad_answer": env._(
            "Something answered in Xero's place (a proxy or a maintenance page). It "
            "is tried again by itself."
        ),
        "tokens_incomplete": env._(
            "Xero's answer to the renewal of the tokens made no sense. It is tried "
            "again by itself."
        ),
        "answer_too_large": env._(
            "An answer was larger than any of Xero's can be, so it was not read. It is "
            "tried again by itself."
        ),
        "host_refused": env._("This is a test, in which only this machine is called."),
        "odd_value": env._(
            "Something in Xero's answer made no sense. It is tried again by itself."
        ),
        "unauthorised": env._(
            "Xero did not accept the token. It is renewed and tried again by itself."
        ),
        "token_expired": env._(
            "Xero's token had ended. It is renewed and tried again by itself."
        ),
        "unavailable": env._(
            "Xero is unavailable just now. It is tried again by itself."
        ),
        "unexpected_status": env._(
            "Xero gave an answer that this connector does not know. It is tried again "
            "by itself."
        ),
        "rate_limited": env._(
            "Xero's limit of calls was reached just then. Try again in a minute."
        ),
        "not_found": env._(
            "Xero says that there is nothing where it was asked. It is tried again by "
            "itself."
        ),
        "refused": env._(
            "Xero did not understand what it was asked. It is tried again by itself."
        ),
        "limit_minute": env._("Xero's limit of calls per minute is reached."),
        "limit_day": env._("Xero's limit of calls per day is reached."),
        "limit_appminute": env._("Xero's limit for all users of this app is reached."),
        "limit_concurrent": env._("Xero takes five calls at a time."),
    }
