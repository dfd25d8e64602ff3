"""``make screenshots``: what a user sees, of a company to which things have happened.

A scene is one small public function in ``scenes_*.py``: it lets something happen on the
:class:`~tests.screenshots.stage.Stage` and shoots what is to be seen then.
"""
