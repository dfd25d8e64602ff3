"""The template databases, and clones of them.

A new Odoo database takes most of a minute, a clone about a second. Each template is
kept until the Odoo in use or its list of modules changes.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from dev import odoo, odoo_home, postgres, say
from dev.paths import BUILD, ODOO_DATA
from dev.postgres import query

# What the addon builds on, and the accounting of the demo company's country.
MODULES = ("account", "l10n_nz")
# Odoo's own lint needs its module installed, which nothing else wants.
LINT_MODULES = ("account", "test_lint")

_NEW_ZEALAND = """
company = env.ref("base.main_company")
company.write({
    "country_id": env.ref("base.nz").id,
    "currency_id": env.ref("base.NZD").id,
})
env["account.chart.template"].try_loading("nz", company, install_demo=False)
env.cr.commit()
"""


def provide() -> None:
    """Build the template that clones are made from, where it is missing."""
    template()


def template() -> str:
    """The template with the addon's dependencies and a New Zealand company."""
    return _template("template", MODULES, _NEW_ZEALAND)


def lint_template() -> str:
    """The template with Odoo's own lint module."""
    return _template("lint_template", LINT_MODULES, "")


def clone(database: str, source: str | None = None, *, url: str = "") -> None:
    """Make a fresh database out of a template, replacing one of the same name.

    :param source: the template; by default the one of :func:`template`
    :param url: the address that its Odoo will have, such as ``http://localhost:8069``
    """
    source = source or template()
    drop(database)
    query(f'CREATE DATABASE "{database}" TEMPLATE "{source}" OWNER {postgres.ROLE}')
    _link_filestore(source, database)
    # As Odoo itself does with a copy: two databases are not one and the same.
    query(
        "UPDATE ir_config_parameter SET value = gen_random_uuid() "
        "WHERE key IN ('database.uuid', 'database.secret')",
        database,
    )
    if url:
        set_url(database, url)


def set_url(database: str, url: str) -> None:
    """Fix the address that links and redirects use; an admin's login would move it."""
    set_parameters(database, {"web.base.url": url, "web.base.url.freeze": "True"})


def set_parameters(database: str, parameters: Mapping[str, str]) -> None:
    """Set system parameters of a database that no Odoo has open."""
    values = ", ".join(f"('{key}', '{value}')" for key, value in parameters.items())
    query(
        f"INSERT INTO ir_config_parameter (key, value) VALUES {values} "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        database,
    )


def drop(database: str) -> None:
    """Delete a database and its files, whoever is connected."""
    if exists(database):
        query(f'ALTER DATABASE "{database}" IS_TEMPLATE false')
    query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(_filestore(database), ignore_errors=True)


def exists(database: str) -> bool:
    return bool(query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))


def _template(kind: str, modules: tuple[str, ...], script: str) -> str:
    key = "\n".join((odoo_home.version(), *modules, script))
    name = f"{kind}_{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    if exists(name):
        return name
    with (BUILD / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another command may be building it
        if not exists(name):
            _drop_all(kind)
            with say.step(f"Building a template database ({', '.join(modules)})"):
                _build(name, modules, script)
    return name


def _drop_all(kind: str) -> None:
    """Delete the templates of an Odoo or a list of modules that are no longer used."""
    for (old,) in query(f"SELECT datname FROM pg_database WHERE datname ~ '^{kind}_'"):
        drop(old)


def _build(name: str, modules: tuple[str, ...], script: str) -> None:
    """Build under another name first, so that half a template is never cloned."""
    building = f"building_{name}"
    drop(building)
    query(f'CREATE DATABASE "{building}" OWNER {postgres.ROLE} TEMPLATE template0')
    odoo.install(building, *modules)
    if script:
        odoo.shell(building, script)
    _link_filestore(building, name)
    shutil.rmtree(_filestore(building), ignore_errors=True)
    query(f'ALTER DATABASE "{building}" ALLOW_CONNECTIONS false IS_TEMPLATE true')
    query(f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def _link_filestore(source: str, target: str) -> None:
    """Give a database the files of another; they never change, so links will do."""
    shutil.rmtree(_filestore(target), ignore_errors=True)
    if _filestore(source).exists():
        shutil.copytree(_filestore(source), _filestore(target), copy_function=os.link)


def _filestore(database: str) -> Path:
    return ODOO_DATA / "filestore" / database
