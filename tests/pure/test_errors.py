"""Errors are told apart, know whether to look before repeating, and keep secrets."""

import traceback

import pytest
from xero_server import Reply

from xerolib import errors
from xerolib.answers import Answer
from xerolib.client import Client
from xerolib.resources import INVOICES
from xerolib.statuses import check


def answer(status, text="", **headers) -> Answer:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Answer(status, named, text, 0.1)


def raised(status, text="", **headers) -> errors.XeroError:
    with pytest.raises(errors.XeroError) as caught:
        check(answer(status, text, **headers))
    return caught.value


@pytest.mark.parametrize(
    ("detail", "kind"),
    [
        ("TokenExpired: token expired at 01/01/2001 00:00:00", errors.TokenExpired),
        ("AuthenticationUnsuccessful", errors.TokenInvalid),
        ("AuthorizationUnsuccessful", errors.ScopeMissing),
        ("something new", errors.TokenInvalid),
    ],
)
@pytest.mark.parametrize("key", ["Detail", "detail"])
def test_401_is_told_apart_by_its_detail(detail, kind, key):
    """Recorded answers, in both cases of the key. Only the first is worth a refresh."""
    assert type(raised(401, f'{{"{key}": "{detail}"}}')) is kind


def test_401_without_json_and_with_the_standards_marker():
    assert type(raised(401, "<html>")) is errors.TokenInvalid
    marker = 'Bearer error="insufficient_scope"'
    assert type(raised(401, "", www_authenticate=marker)) is errors.ScopeMissing


REFUSAL = """
{"ErrorNumber":10,"Type":"ValidationException",
 "Message":"A validation exception occurred",
 "Elements":[{"ContactID":"00000000-0000-0000-0000-000000000000","Name":"A",
   "Addresses":[],
   "Phones":[{"PhoneType":"DEFAULT","ValidationErrors":[{"Message":"Too long"}]}],
   "HasValidationErrors":true,
   "ValidationErrors":[{"Message":"The contact name A is already assigned."},
                       {"Description":"Email address must be valid"}]}]}
"""


def test_a_refusal_holds_every_reason_wherever_it_stood():
    error = raised(400, REFUSAL)
    assert isinstance(error, errors.Refused)
    assert error.messages == [
        "Too long",
        "The contact name A is already assigned.",
        "Email address must be valid",
    ]


def test_a_reason_at_the_top_only_is_the_reason():
    text = '{"Message":"Idempotency Key: k is used with a different request."}'
    error = raised(400, text)
    assert error.messages == ["Idempotency Key: k is used with a different request."]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
def test_any_breakdown_leaves_a_write_in_doubt(status):
    error = raised(status, "The Organisation is offline")
    assert isinstance(error, errors.Unavailable)
    assert (error.status, error.outcome_unknown) == (status, True)


@pytest.mark.parametrize(
    ("status", "unknown"), [(302, True), (408, True), (409, False), (413, False)]
)
def test_an_undocumented_status_is_doubted_unless_it_says_no(status, unknown):
    error = raised(status)
    assert isinstance(error, errors.UnexpectedStatus)
    assert error.outcome_unknown is unknown


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
def test_a_plain_no_leaves_no_doubt(status):
    assert not raised(status).outcome_unknown


def every_error() -> list[errors.XeroError]:
    secret = answer(
        400, '{"access_token": "SECRET"}', authorization="SECRET", set_cookie="SECRET"
    )
    return [
        errors.XeroError(secret),
        errors.NotReachable("api.xero.com", "dns"),
        errors.AnswerLost("api.xero.com", "timeout"),
        errors.AnswerTooLarge("api.xero.com"),
        errors.HostRefused("api.xero.com"),
        errors.NotEncrypted("api.xero.com"),
        errors.BadAnswer(secret),
        errors.TokensIncomplete(secret, "SECRET"),
        errors.OddValue("Name", "SECRET", "text"),
        errors.TokenExpired(secret),
        errors.TokenInvalid(secret),
        errors.ScopeMissing(secret),
        errors.Forbidden(secret),
        errors.NotFound(secret),
        errors.RateLimited(secret),
        errors.Unavailable(secret),
        errors.Refused(secret, ["SECRET"]),
        errors.UnexpectedStatus(secret),
        errors.OAuthError("SECRET", "SECRET", secret),
        errors.InvalidGrant("invalid_grant", "SECRET", secret),
        errors.InvalidClient("invalid_client", "SECRET", secret),
        errors.InvalidScope("invalid_scope", "SECRET", secret),
    ]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.code)
def test_no_error_prints_what_it_holds(error):
    printed = f"{error} {error!r} {error.args} {error.answer}"
    assert "SECRET" not in printed
    assert str(error).startswith(error.code)


def test_every_error_has_a_code_of_its_own():
    codes = [error.code for error in every_error()]
    assert len(set(codes)) == len(codes)
    tested = {type(error) for error in every_error()} | {errors.Unauthorised}
    defined = {
        each
        for each in vars(errors).values()
        if isinstance(each, type) and not each.__name__.startswith("_")
        if issubclass(each, errors.XeroError)
    }
    assert defined == tested


@pytest.mark.parametrize(
    "reply",
    [
        Reply(400, '{"echo": "TOKEN-7"}', {"X-Echo": "TOKEN-7"}),
        Reply(200, '{"TOKEN-7'),
        Reply(503, "TOKEN-7"),
        Reply(raw=b""),
        Reply(raw=b"TOKEN-7\r\n\r\n"),
        Reply(302, headers={"Location": "http://elsewhere/?t=TOKEN-7"}),
    ],
)
def test_no_log_of_a_failed_call_holds_the_token(server, hosts, reply):
    """The whole traceback, with the SDK's and urllib3's errors that led to it."""
    server.reply(reply)
    with Client(hosts, "TOKEN-7", "t") as client:
        with pytest.raises(errors.XeroError) as caught:
            client.send(INVOICES, "PUT", body="{}")
        error = caught.value
        logged = "".join(
            traceback.format_exception(type(error), error, error.__traceback__)
        )
        # What the server itself sent may stand in the error of the HTTP library.
        if reply.raw is None:
            assert "TOKEN-7" not in logged
        assert "Bearer" not in logged
        assert "TOKEN-7" not in f"{error} {error!r} {client!r} {client._api!r}"
