"""``make setup``: everything that Odoo, the tests and the demo need, from nothing.

Safe to run twice; the second time it only looks.
"""

import shutil
import time

from dev import databases, odoo_home, postgres, say, system, venv


def provide() -> None:
    """Do all of it; whoever needs a complete environment calls this first.

    :raise Stop: something is missing; the text is the sentence to show
    """
    system.provide()
    venv.provide()
    odoo_home.provide()
    postgres.provide()
    databases.provide()


def main() -> None:
    start = time.monotonic()
    provide()
    pdf = "" if shutil.which("wkhtmltopdf") else " Optional, for PDFs: wkhtmltopdf."
    say.line(f"Set up ({time.monotonic() - start:.1f} s).{pdf}")


if __name__ == "__main__":
    say.run(main)
