"""What rows share: programs that start when the first row asks for them."""

from contextlib import ExitStack

from benchmarks.xero import Xero


class Stage:
    """Running programs; ``with Stage() as stage`` ends them all.

    Rows of one run share them, so that what they measure can be compared.
    """

    def __init__(self) -> None:
        self._ends = ExitStack()
        self._xeros: dict[str, Xero] = {}

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *exception: object) -> None:
        self._ends.close()

    def xero(self, seed: str) -> Xero:
        """The pretend Xero that began with this seed (``large:100000``)."""
        if seed not in self._xeros:
            xero = Xero(seed)
            self._ends.callback(xero.stop)
            self._xeros[seed] = xero
        return self._xeros[seed]
