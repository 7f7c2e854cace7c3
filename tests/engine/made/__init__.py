"""Hypothesis strategies for documented encounters over all families of the policies: dense, odd, but possible."""

from tests.engine.made.records import encounters

__all__ = ["encounters"]
