"""What Xero holds against what Odoo believes. Pure: texts and numbers alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """Something that Odoo was asked to bring into Xero, and what it believes of it.

    :ivar key: the number or name by which both know it
    :ivar content: what it must say in Xero, in one text (status and total)
    :ivar links: Xero's ids of it, as Odoo remembers them
    :ivar settled: whether Odoo says that nothing is left to do
    """

    key: str
    content: str
    links: tuple[str, ...]
    settled: bool


@dataclass(frozen=True)
class Held:
    """Something that stands in Xero."""

    key: str
    content: str
    xero_id: str


@dataclass
class Verdict:
    """How two ledgers compare; each list holds keys.

    :ivar doubled: stands in Xero once more than asked, a name for each time
    :ivar lost: was asked, and does not stand in Xero
    :ivar unequal: says something else in Xero, or Odoo takes another thing for it
    :ivar unknown: Odoo does not say that it is done
    """

    asked: int = 0
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def agree(self) -> bool:
        return not (self.doubled or self.lost or self.unequal or self.unknown)


def compare(asked: Iterable[Asked], held: Iterable[Held]) -> Verdict:
    """Hold what was asked against what stands in Xero.

    :param held: all that Xero has of ours; what nobody asked for counts as doubled
    """
    standing: dict[str, list[Held]] = defaultdict(list)
    for thing in held:
        standing[thing.key].append(thing)
    verdict = Verdict()
    for one in asked:
        verdict.asked += 1
        found = standing.pop(one.key, [])
        verdict.doubled += [one.key] * (len(found) - 1)
        if not found:
            verdict.lost.append(one.key)
        elif [(thing.content, thing.xero_id) for thing in found[:1]] != [
            (one.content, link) for link in one.links
        ]:
            verdict.unequal.append(one.key)
        if not one.settled:
            verdict.unknown.append(one.key)
    for key, strangers in standing.items():
        verdict.doubled += [key] * len(strangers)
    return verdict
