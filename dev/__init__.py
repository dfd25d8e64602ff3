"""What a developer's machine needs: an Odoo, a database, a browser, and commands.

Nothing here is part of the addon. One room each:

* ``paths``      where everything lies, and which ports are used
* ``say``        progress for people, and failures as one sentence
* ``commands``   running other programs, their output kept in ``build/logs``
* ``system``     what must come from the operating system
* ``venv``       the Python environment ``.venv``
* ``debian``     Odoo 19 from Debian's archive, kept in the cache
* ``odoo_home``  which Odoo is used, and how it becomes importable
* ``postgres``   the private database cluster of this checkout
* ``databases``  the templates, and clones of them
* ``processes``  background programs and their pid files
* ``odoo``       Odoo itself: configuration, installing, a running server
* ``sandbox``    the pretend Xero, running
* ``peers``      Xero's official Node SDK, which the sandbox is tried with
* ``reports``    what checks found, as a table

and the commands: ``setup``, ``test``, ``lint``, ``demo``, ``stop``, ``clean``.

``setup``, ``stop`` and ``clean`` run on a bare ``python3``, so they and all that they
import use the standard library only.
"""
