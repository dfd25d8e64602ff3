"""Matching of contacts, measured: who is found, who is wrongly taken for somebody else,
and what it costs."""
