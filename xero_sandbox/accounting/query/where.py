"""The `where` expression: a small parser that makes a test for rows.

Source: Xero's filtering docs (operators, methods, `Guid()`, `DateTime()`, comparisons
without case and accents). Types have to fit, as in the language that Xero's filters
come from: .NET's Dynamic LINQ, whose messages Xero answers with (Xero-Java#347,
xeroizer#160, #454, laravel-xero#83). There a string ends at the next quote, a doubled
quote stands for one, a backslash is a letter, and single quotes hold one character.
Tokens are read one by one, so the first thing that is wrong is the one that is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting.errors import bad_query
from xero_sandbox.accounting.query.fields import Fields, Value
from xero_sandbox.store.table import fold

Test = Callable[[Any], bool]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:""|[^"])*")
    | (?P<character>'(?:''|[^'])*')
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)
    | (?P<op>==|!=|<>|>=|<=|&&|\|\||[=<>!(),])
    )""",
    re.VERBOSE,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
    ">=": lambda a, b: bool(a >= b),
    "<=": lambda a, b: bool(a <= b),
}
_SAME = {"=": "==", "<>": "!="}
_METHODS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda whole, part: part in whole,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True)
class _Operand:
    kind: str
    get: Callable[[Any], Value]


def parse_where(expression: str, fields: Fields) -> Test:
    """A test for rows. Raises Refusal (400, QueryParseException)."""
    parser = _Parser(_tokens(expression), fields)
    test = parser.either()
    parser.end()
    return test


def _tokens(expression: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while rest := expression[at:].strip():
        match = _TOKEN.match(expression, at)
        if match is None:
            # What stands before it is parsed first, and may be wrong itself.
            open_string = rest[0] in "\"'"
            problem = "Unterminated string literal" if open_string else "Syntax error"
            return [*tokens, _Token("wrong", problem)]
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind]))
        at = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[_Token], fields: Fields) -> None:
        self._tokens = tokens
        self._at = 0
        self._fields = {name.lower(): field for name, field in fields.items()}

    def end(self) -> None:
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            raise bad_query(token.text if token.kind == "wrong" else "Syntax error")

    def either(self) -> Test:
        tests = [self._both()]
        while self._take("||", "or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(t(row) for t in tests)

    def _both(self) -> Test:
        tests = [self._not()]
        while self._take("&&", "and"):
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else lambda row: all(t(row) for t in tests)

    def _not(self) -> Test:
        if self._take("!", "not"):
            test = self._not()
            return lambda row: not test(row)
        if self._take("("):
            test = self.either()
            self._expect(")")
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        left = self._operand()
        operator = self._operator()
        if operator is None:
            if left.kind != "bool":
                raise bad_query("Expression of type 'Boolean' expected")
            return lambda row: bool(left.get(row))
        right = self._operand()
        return _compare(left, operator, right)

    def _operator(self) -> str | None:
        if self._at < len(self._tokens):
            text = self._tokens[self._at].text
            text = _SAME.get(text, text)
            if text in _COMPARE:
                self._at += 1
                return text
        return None

    def _operand(self) -> _Operand:
        if self._at >= len(self._tokens):
            raise bad_query("Expression expected")
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "wrong":
            raise bad_query(token.text)
        if token.kind == "character":
            raise bad_query(_CHARACTER)
        if token.kind == "string":
            text = fold(_unquote(token.text))
            return _Operand("text", lambda row: text)
        if token.kind == "number":
            amount = Decimal(token.text)
            return _Operand("number", lambda row: amount)
        if token.kind == "name":
            return self._name(token.text)
        raise bad_query("Expression expected")

    def _name(self, name: str) -> _Operand:
        lower = name.lower()
        if lower == "null":
            return _Operand("null", lambda row: None)
        if lower in ("true", "false"):
            truth = lower == "true"
            return _Operand("bool", lambda row: truth)
        if lower in ("guid", "datetime"):
            return self._literal(lower)
        if self._peek("("):
            return self._method(name)
        return self._field(name)

    def _field(self, name: str) -> _Operand:
        field = self._fields.get(name.lower())
        if field is None:
            raise bad_query(f"No property or field '{name}' exists")
        if field.kind == "text":
            get = field.get
            return _Operand("text", lambda row: _folded(get(row)))
        return _Operand(field.kind, field.get)

    def _literal(self, kind: str) -> _Operand:
        arguments = self._arguments()
        try:
            if kind == "guid":
                value: Value = wire.guid(_unquote(arguments[0].text))
                return _Operand("guid", lambda row: value)
            parts = [int(argument.text) for argument in arguments]
            moment = datetime(*parts, tzinfo=timezone.utc)  # type: ignore[misc,arg-type]
        except (ValueError, TypeError, IndexError) as error:
            raise bad_query(f"Not a {kind}: {error}") from None
        milliseconds = int(moment.timestamp()) * 1000
        return _Operand("date", lambda row: milliseconds)

    def _method(self, name: str) -> _Operand:
        path, _, method = name.rpartition(".")
        target = self._field(path)
        if target.kind != "text":
            raise bad_query(f"No applicable method '{method}' exists")
        arguments = self._arguments()
        if method.lower() in ("tolower", "toupper", "trim") and not arguments:
            return target
        test = _METHODS.get(method.lower())
        if test is None or len(arguments) != 1 or arguments[0].kind != "string":
            raise bad_query(f"No applicable method '{method}' exists")
        part = fold(_unquote(arguments[0].text))
        get = target.get
        return _Operand("bool", lambda row: test(str(get(row) or ""), part))

    def _arguments(self) -> list[_Token]:
        self._expect("(")
        arguments: list[_Token] = []
        while not self._take(")"):
            if arguments:
                self._expect(",")
            if self._at >= len(self._tokens):
                raise bad_query("')' expected")
            arguments.append(self._tokens[self._at])
            self._at += 1
        return arguments

    def _peek(self, text: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at].text == text

    def _take(self, *texts: str) -> bool:
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind in ("op", "name") and token.text.lower() in texts:
                self._at += 1
                return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise bad_query(f"'{text}' expected")


def _compare(left: _Operand, operator: str, right: _Operand) -> Test:
    kinds = {left.kind, right.kind} - {"null"}
    if len(kinds) > 1 or ("null" in (left.kind, right.kind) and operator not in _NULLS):
        raise bad_query(
            f"Operator '{operator}' incompatible with operand types "
            f"'{left.kind}' and '{right.kind}'"
        )
    compare = _COMPARE[operator]
    first, second = left.get, right.get

    def test(row: Any) -> bool:
        a, b = first(row), second(row)
        if a is None or b is None:
            # A null is neither above nor below anything.
            return operator in _NULLS and compare(a, b)
        return compare(a, b)

    return test


_NULLS = ("==", "!=")
_CHARACTER = "Character literal must contain exactly one character"


def _folded(value: Value) -> Value:
    return fold(value) if isinstance(value, str) else value


def _unquote(text: str) -> str:
    if len(text) < 2 or text[0] != '"':
        raise bad_query(f"A text in double quotes was expected, not '{text}'")
    return text[1:-1].replace('""', '"')
