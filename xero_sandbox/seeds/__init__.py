"""What a sandbox begins with. Every organisation is a folder of readable files in
`data/`; a seed names the folders it is made of."""

from __future__ import annotations

from xero_sandbox.clock import Clock
from xero_sandbox.seeds.folder import load_folder
from xero_sandbox.seeds.large import fill
from xero_sandbox.store.organisation import Organisation

# The organisations of each seed, the default one first.
SEEDS = {
    "demo": ("nz", "kauri"),
    "nz": ("nz",),
    "au": ("au",),
    "uk": ("uk",),
    "us": ("us",),
}
EMPTY = "empty"
LARGE = "large:"


def load(seed: str, clock: Clock) -> list[Organisation]:
    """The organisations of a seed: demo, nz, au, uk, us, empty (an organisation with
    its settings and nothing else) or large:N (N contacts and N invoices).

    Raises ValueError for another name.
    """
    if seed in SEEDS:
        return [load_folder(name, clock) for name in SEEDS[seed]]
    if seed == EMPTY:
        return [load_folder("nz", clock, settings_only=True)]
    if seed.startswith(LARGE) and seed[len(LARGE) :].isdigit():
        organisation = load_folder("nz", clock, settings_only=True)
        fill(organisation, int(seed[len(LARGE) :]))
        return [organisation]
    known = ", ".join((*SEEDS, EMPTY, f"{LARGE}N"))
    raise ValueError(f"no seed is called {seed!r}; there are {known}")
