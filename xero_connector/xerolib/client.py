"""The official SDK, tamed: the only file that imports it.

What it would do by itself, and what is done about it here (measured with 15.2.0):

- It repeats a PUT up to four times when the connection drops, and sleeps through a
  Retry-After inside the call: no retries here, no redirects.
- Its timeouts ignore fractions and bound each wait, not the whole: see ``deadline.py``.
- Its models lose a whole page over one unknown enum value and turn Decimals into
  floats: they are not used; bodies leave and arrive as text.
- Its errors print headers and body, and explode on a 400 without JSON: they are never
  raised; ``statuses.py`` makes ours.
- Its Configuration is a singleton, and whoever made it first decides for all; its
  token refreshes itself: each client makes its own, with a token that stays.
"""

from __future__ import annotations

import http.client
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from .answers import Answer
from .deadline import POOLS, NotConnected
from .decoding import MOST_BYTES, NotDecoded, TooLarge, read_body
from .errors import AnswerLost, AnswerTooLarge, BadAnswer, NotReachable, XeroError
from .hosts import Hosts
from .limits import Limits
from .paging import Page, read_page
from .reading import cleaned
from .resources import Resource
from .statuses import check
from .values import http_stamp

_logger = logging.getLogger(__name__)

__all__ = ["DEADLINE", "Answer", "Client", "Hosts", "Page", "call"]

DEADLINE = 60.0
"""Seconds for a whole call, from connecting to the last byte of the answer."""

_CONNECT = 10.0
_CHUNK = 64 * 1024
_API = "/api.xro/2.0/"


class _TamedApi(ApiClient):  # type: ignore[misc]
    """The SDK's generic client with its transport replaced.

    ``call_api`` stays the SDK's: addresses, parameters, authorisation header.
    """

    def __init__(self, hosts: Hosts, token: str | None, deadline: float) -> None:
        # Past the metaclass, which hands out copies of the first one ever made.
        configuration = type.__call__(Configuration, oauth2_token=OAuth2Token())
        # Without expires_at it counts as valid for ever, and is never refreshed.
        given = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": None,
            "scope": None,
        }
        super().__init__(configuration, oauth2_token_getter=lambda: given)
        self.rest_client.pool_manager.pool_classes_by_scheme = POOLS
        self._hosts = hosts
        self._deadline = deadline
        self._auth = ["OAuth2"] if token else None

    def close(self) -> None:
        self.rest_client.pool_manager.clear()

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, one answer of any status."""
        answer: Answer = self.call_api(
            url,
            method,
            query_params=params,
            header_params=dict(headers),
            body=body,
            post_params=form,
            auth_settings=self._auth,
            _return_http_data_only=True,
            _preload_content=False,
        )
        return answer

    def request(
        self,
        method: str,
        url: str,
        query_params: list[tuple[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
        post_params: list[tuple[str, str]] | None = None,
        body: bytes | None = None,
        **_unused: Any,
    ) -> Answer:
        """What the SDK calls to send; its own would go through RESTClientObject."""
        what = _loggable(method, url, query_params)
        if query_params:
            url += "?" + urlencode(query_params, quote_via=quote)
        if post_params:
            body = urlencode(post_params).encode()
        host = self._hosts.check(url)
        start = monotonic()
        try:
            response = self.rest_client.pool_manager.urlopen(
                method,
                url,
                body=body,
                headers=headers,
                timeout=urllib3.Timeout(
                    connect=min(_CONNECT, self._deadline), total=self._deadline
                ),
                retries=False,
                redirect=False,
                preload_content=False,
                enforce_content_length=True,  # urllib3 1.26 does not by itself
            )
            content = _content(response, host)
            response.release_conn()
        except NotConnected as error:
            _logger.debug("%s: not reached (%s)", what, error.reason)
            raise NotReachable(host, error.reason) from error
        except (Urllib3TimeoutError, TimeoutError) as error:
            _logger.debug("%s: no answer in %.2f s", what, monotonic() - start)
            raise AnswerLost(host, "timeout") from error
        except (HTTPError, http.client.HTTPException, OSError) as error:
            _logger.debug("%s: dropped after %.2f s", what, monotonic() - start)
            raise AnswerLost(host, "dropped") from error
        answer = Answer(
            status=response.status,
            headers={key.lower(): value for key, value in response.headers.items()},
            text=cleaned(content.decode("utf-8-sig", errors="replace"), MOST_BYTES),
            seconds=monotonic() - start,
        )
        _logger.debug(
            "%s: %s in %.2f s, %s",
            what,
            answer.status,
            answer.seconds,
            answer.correlation_id or "no correlation id",
        )
        return answer


def _loggable(
    method: str, url: str, query_params: list[tuple[str, Any]] | None
) -> str:
    """What is asked, for the log: method, path, and the names of what is asked with
    it. Values are names and addresses of people, and secrets."""
    names = ",".join(sorted({name for name, _value in query_params or ()}))
    return f"{method} {urlsplit(url).path}{names and '?' + names}"


def _content(response: urllib3.BaseHTTPResponse, host: str) -> bytes:
    """The body, unpacked. Of a failure the status is enough, whatever came with it."""
    try:
        return read_body(
            response.stream(_CHUNK, decode_content=False),
            response.headers.get("Content-Encoding", ""),
        )
    except (TooLarge, NotDecoded) as error:
        response.close()  # what follows would be taken for the next answer
        if response.status >= 300:
            return b""
        if isinstance(error, TooLarge):
            raise AnswerTooLarge(host) from error
        raise AnswerLost(host, "dropped") from error


def call(
    hosts: Hosts,
    method: str,
    url: str,
    *,
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    deadline: float = DEADLINE,
) -> Answer:
    """One call outside the accounting API, with the same care; any status is returned.

    ``form`` is sent urlencoded. Raises NotReachable, AnswerLost, HostRefused,
    NotEncrypted.
    """
    every = {"Accept": "application/json", **(headers or {})}
    if form:
        every["Content-Type"] = "application/x-www-form-urlencoded"
    api = _TamedApi(hosts, token, deadline)
    try:
        return api.call(method, url, headers=every, params=params, form=form)
    finally:
        api.close()


class Client:
    """One organisation's accounting API. For one thread; close it, or use ``with``.

    ``tenant_id`` is the connection's tenantId, "" for a custom connection without one.
    ``deadline`` is in seconds, for each whole call. The token is used as given: it is
    never refreshed here. ``limits`` is what the last answer said is left.
    """

    def __init__(
        self,
        hosts: Hosts,
        access_token: str,
        tenant_id: str,
        *,
        deadline: float = DEADLINE,
    ) -> None:
        self._base = hosts.api_url.rstrip("/") + _API
        self._tenant_id = tenant_id
        self.limits: Limits | None = None
        self._api = _TamedApi(hosts, access_token, deadline)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._api.close()

    def send(
        self,
        resource: Resource,
        method: str,
        *,
        suffix: str = "",
        params: Mapping[str, Any] | None = None,
        body: str | None = None,
        key: str | None = None,
        since: datetime | None = None,
    ) -> Answer:
        """Send one request and return its answer: a 2xx with JSON; to what has no
        body also a 204 or a 304.

        ``suffix`` comes after the resource's path as plain text (``/`` and an id).
        ``body`` is sent as it is, in UTF-8. ``key`` is the Idempotency-Key, at most
        128 characters. ``since`` (aware) asks for what changed after it.

        Raises a XeroError; its ``outcome_unknown`` says whether to look before a
        repeat. A batch is asked to answer per element: there a refused element is no
        error here, but an ``Element`` that is not ok.
        """
        headers = {"Accept": "application/json"}
        if self._tenant_id:
            headers["Xero-Tenant-Id"] = self._tenant_id
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if since:
            headers["If-Modified-Since"] = http_stamp(since)
        with _about(method, resource):
            answer = self._api.call(
                method,
                self._base + resource.path + quote(suffix),
                headers=headers,
                params=_query(resource, method, suffix, params),
                body=body.encode() if body is not None else None,
            )
            self.limits = answer.limits
            return check(answer, tells=bool(body and not suffix))

    def pages(
        self,
        resource: Resource,
        *,
        since: datetime | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> Iterator[Page]:
        """Every page of ``resource``, one call each, as they are asked for.

        Rows are raw dicts. Nothing changed since: one page without rows. Rows that
        are edited meanwhile move to the end of the order, so one may come twice and
        another be skipped: compare ids and ``item_count`` from page to page.
        """
        number, last = 1, 1
        while number <= last:
            page = self.page(resource, number, since=since, params=params)
            yield page
            number, last = number + 1, page.last

    def page(
        self,
        resource: Resource,
        number: int = 1,
        *,
        since: datetime | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> Page:
        """One page of ``resource``, counted from 1: see :meth:`pages`."""
        query = dict(params or {})
        if resource.order:
            query.setdefault("order", resource.order)
        if resource.page_size:
            query.setdefault("pageSize", resource.page_size)
            query["page"] = number
        answer = self.send(resource, "GET", params=query, since=since)
        with _about("GET", resource):
            if answer.status == 304 and since is None:
                # Nothing was asked that it could be the answer to.
                raise BadAnswer(answer)
            return read_page(answer, resource, number, query.get("pageSize"))


@contextmanager
def _about(method: str, resource: Resource) -> Iterator[None]:
    """Whatever fails within says which call it was."""
    try:
        yield
    except XeroError as error:
        error.call = f"{method} {resource.name}"
        raise


def _query(
    resource: Resource, method: str, suffix: str, params: Mapping[str, Any] | None
) -> dict[str, str]:
    """``params``, and what must be said: Xero's defaults are the other way round.

    Only a whole batch can be summarised; for one document by its id there is no such
    parameter (Xero's OpenAPI description).
    """
    query = {}
    if method != "GET" and resource.batch_size > 1 and not suffix:
        query["summarizeErrors"] = "false"
    if resource.unitdp:
        query["unitdp"] = "4"
    for name, value in (params or {}).items():
        query[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return query
