import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..models.causes.issue_type import RECORD, IssueType, Opener, issue_type
from ..models.issues.xero_issue import Hold
from ..models.issues.xero_issue_types import TYPES
from ..xerolib.messages import REPORTED, Message
from .test_issues_causes import RefusedCase

ADDON = Path(__file__).parents[1]


@issue_type(
    "project_closed",
    severity="warning",
    opener=RECORD,
    about=("project",),
    messages=(
        Message(
            r"project '(?P<project>.+?)' is closed",
            "Project 'Roof' is closed and takes no invoices.",
            REPORTED,
        ),
    ),
)
def project_closed(env, data, connection):
    return (
        f"{data['project']} is closed in Xero",
        "Open it there.",
        "Open the project",
    )


def faults_of(issues, type_):
    """:param issues: the model ``xero.issue``
    :return: list of what a declaration lacks, or names and is not there
    """
    faults = []
    try:
        inspect.signature(type_.words).bind(issues.env, {}, None)
    except TypeError as error:
        faults.append(f"words: {error}")
    opener = type_.opener or Opener("browse")
    methods = (opener.method, opener.only_if, type_.on_try_again, type_.leave_out)
    faults += [
        f"no method: {name}"
        for name in filter(None, methods)
        if not callable(getattr(issues, name, None))
    ]
    if type_.severity not in dict(issues._fields["severity"].selection):
        faults.append(f"no severity: {type_.severity}")
    resources = issues.env["xero.resource"]._fields["name"].get_values(issues.env)
    faults += [f"no resource: {n}" for n in type_.refreshes if n not in resources]
    if type_.when_created and type_.when_created not in issues._issue_types():
        faults.append(f"no cause: {type_.when_created}")
    patterns = [re.compile(message.pattern) for message in type_.messages]
    named = {name for pattern in patterns for name in pattern.groupindex}
    if patterns and not isinstance(type_.about, str):
        faults += [f"never named: {n}" for n in type_.about if n not in named]
    return faults


@tagged("post_install", "-at_install")
class TestDeclarations(TransactionCase):
    """A cause is declared once, and the declaration is whole."""

    def test_every_declaration_is_whole(self):
        issues = self.env["xero.issue"]
        for code, type_ in issues._issue_types().items():
            with self.subTest(code):
                self.assertEqual(type_.code, code)
                self.assertEqual(faults_of(issues, type_), [])

    def test_what_a_declaration_lacks_is_found(self):
        issues = self.env["xero.issue"]
        for wrong, found in (
            ({"words": None}, "words: "),
            ({"words": lambda env: ()}, "words: "),
            ({"opener": Opener("_open_nothing")}, "no method: _open_nothing"),
            ({"opener": replace(RECORD, only_if="_is_x")}, "no method: _is_x"),
            ({"leave_out": "_leave_x"}, "no method: _leave_x"),
            ({"on_try_again": "_do_x"}, "no method: _do_x"),
            ({"severity": "grave"}, "no severity: grave"),
            ({"refreshes": ("planets",)}, "no resource: planets"),
            ({"when_created": "nothing"}, "no cause: nothing"),
            ({"about": ("planet",)}, "never named: planet"),
        ):
            with self.subTest(wrong):
                (fault,) = faults_of(issues, replace(project_closed, **wrong))
                self.assertTrue(fault.startswith(found), fault)

    def test_no_declaration_hides_another(self):
        """Two of one name in a file, or of one code, would."""
        declared = [
            node
            for path in (ADDON / "models" / "causes").glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef) and node.decorator_list
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call)
            and getattr(decorator.func, "id", "") == "issue_type"
        ]
        self.assertEqual(len(declared), len(TYPES))

    def test_each_lane_that_fails_is_told_by_one_cause(self):
        lanes = [lane for type_ in TYPES.values() for lane in type_.lanes]
        self.assertEqual(len(lanes), len({*lanes}))
        issues = self.env["xero.issue"]
        self.assertEqual(issues._cause_of_lane("send"), "push_failing")
        self.assertEqual(issues._cause_of_lane("check_up"), "step_failing")

    def test_every_cause_that_code_raises_is_declared(self):
        found = {*_codes_in_code()}
        self.assertGreater(len(found), 25)
        self.assertLessEqual(found, {*TYPES})

    def test_a_cause_that_nobody_declares_is_not_raised(self):
        issues = self.env["xero.issue"]
        with self.assertRaisesRegex(ValueError, "no_such_thing"):
            issues._raise(self.env["xero.connection"], Hold("no_such_thing", "x"))


# Functions that take a cause, and as which argument.
_TAKE_CAUSE = {
    "Hold": 0,
    "_hold": 0,
    "_hold_of_failure": 0,
    "_hold_of_conflict": 1,
    "_solved": 1,
}


def _codes_in_code() -> Iterator[str]:
    """Codes of causes as the addon's code writes them: given to what takes a cause,
    to a variable or argument of that name, or compared with it in a domain."""
    for folder in ("models", "wizards"):
        for path in (ADDON / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield from _codes_of(node)


def _codes_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        place = _TAKE_CAUSE.get(name)
        if place is not None:
            yield from _strings(*node.args[place : place + 1])
        yield from _strings(*(k.value for k in node.keywords if k.arg == "cause"))
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            is_many = isinstance(target, ast.Tuple) and isinstance(
                node.value, ast.Tuple
            )
            names = target.elts if is_many else [target]
            values = node.value.elts if is_many else [node.value]
            yield from _strings(*_named_cause(names, values))
    elif isinstance(node, ast.FunctionDef):
        defaults = node.args.defaults
        names = node.args.args[len(node.args.args) - len(defaults) :]
        yield from _strings(*_named_cause(names, defaults))
    elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
        if list(_strings(node.elts[0])) == ["cause"]:
            yield from _strings(node.elts[2])


def _named_cause(names: list, values: list) -> list[ast.expr]:
    """:return: those values whose variable or argument is called a cause"""
    pairs = zip(names, values, strict=True)
    return [
        value
        for name, value in pairs
        if "cause" in (getattr(name, "id", ""), getattr(name, "arg", ""))
    ]


def _strings(*nodes: ast.AST) -> Iterator[str]:
    """Texts that the expressions may be; of a condition, both."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _strings(node.body, node.orelse)


@tagged("post_install", "-at_install")
class TestBroughtFromOutside(RefusedCase):
    """Another addon brings a cause: one declaration, and one method extended."""

    def install(self, *types: IssueType):
        """What an addon does by ``super()``, for this database alone."""
        model = self.registry["xero.issue"]
        core = model._issue_types
        self.patch(
            model,
            "_issue_types",
            lambda issues: core(issues) | {type_.code: type_ for type_ in types},
        )

    def uninstall(self):
        model = self.registry["xero.issue"]
        self.patch(model, "_issue_types", lambda issues: dict(TYPES))
        self.env["xero.issue"].invalidate_model()

    def refused(self, *texts):
        """:return: invoices that Xero refuses, each with its sentence"""
        moves = [self.invoice() for _text in texts]
        self.env["account.move"].union(*moves).action_xero_push()
        by_number = zip((move.name for move in moves), texts, strict=True)
        self.refuse("Invoices", "InvoiceNumber", dict(by_number))
        self.run_cron(self.connection)
        return moves

    def test_its_message_raises_it_with_its_words_severity_and_place(self):
        self.install(project_closed)
        roof, other, wall = self.refused(
            "Project 'Roof' is closed and takes no invoices.",
            "One or more line items must be specified",
            "Project 'Wall' is closed and takes no invoices.",
        )
        issue = self.issue_of(roof)
        self.assertEqual((issue.cause, issue.key), ("project_closed", "Roof"))
        self.assertEqual(issue.title, "Roof is closed in Xero")
        self.assertEqual(issue.severity, "warning")
        self.assertEqual(self.issue_of(wall).key, "Wall")
        self.assertEqual(self.issue_of(other).cause, "no_lines")
        # It stands for a project, which is no record here: nothing opens.
        self.assertEqual(issue.button, "Try Again")
        issue.write({"res_model": roof._name, "res_id": roof.id})
        issue.invalidate_recordset()
        self.assertEqual(issue.button, "Open the project")
        self.assertEqual(self.leads_to(issue), roof._name)

    def test_what_it_is_about_solves_it_like_our_own(self):
        self.install(replace(project_closed, about=("account",)))
        self.assertIn("project_closed", self.env["xero.issue"]._causes_about("account"))
        self.assertNotIn("project_closed", self.env["xero.issue"]._causes_about("tax"))

    def test_it_may_change_one_of_ours_with_no_trace_elsewhere(self):
        self.install(replace(TYPES["no_lines"], severity="info"))
        (move,) = self.refused("One or more line items must be specified")
        self.assertEqual(self.issue_of(move).severity, "info")
        self.assertEqual(TYPES["no_lines"].severity, "problem")

    def test_what_a_caller_does_with_the_table_stays_with_it(self):
        self.env["xero.issue"]._issue_types().clear()
        self.assertEqual(self.env["xero.issue"]._issue_types(), TYPES)

    def test_once_its_addon_is_gone_it_is_a_plain_problem_that_can_be_tried_again(self):
        self.install(project_closed)
        (move,) = self.refused("Project 'Roof' is closed and takes no invoices.")
        issue = self.issue_of(move)
        self.uninstall()
        self.assertEqual(issue.title, "Unknown problem")
        self.assertTrue(issue.advice)
        self.assertEqual(issue.button, "Try Again")
        self.assertFalse(issue.is_opened or issue.can_leave_out)
        self.assertEqual(issue.web_read({"cause": {}})[0]["cause"], "project_closed")
        (group,) = issue.formatted_read_group([("id", "=", issue.id)], ["cause"])
        self.assertEqual(group["cause"], "project_closed")
        self.assertTrue(issue._as_alerts(move))
        issue.action_solve()
        self.run_cron(self.connection)
        self.assertEqual(issue.state, "solved")
        self.assertEqual(move.xero_state, "pushed", self.story())
