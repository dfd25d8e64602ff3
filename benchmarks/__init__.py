"""Measured claims: ``make bench``. One file in ``rows`` for each thing measured."""
