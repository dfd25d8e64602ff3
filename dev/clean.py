"""``make clean``: remove all that was made here; downloads stay in the cache."""

import os
import shutil

from dev import postgres, say
from dev.paths import BUILD, CACHE, OTHER_TIME, ROOT, VENV
from dev.stop import in_other_time, stop
from dev.system import postgres_bin


def main() -> None:
    stop()
    if postgres_bin():
        postgres.remove()
    if os.environ.get(OTHER_TIME):
        return
    in_other_time("dev.clean")
    caches = [ROOT / name for name in (".mypy_cache", ".ruff_cache")]
    for folder in (VENV, BUILD, *caches):
        shutil.rmtree(folder, ignore_errors=True)
    say.line(f"Removed. Downloads stay in {CACHE}; it is safe to delete.")


if __name__ == "__main__":
    say.run(main)
