"""Answers as plain text for people. Nothing here decides anything; it lays out what the engine found."""

from engine.view.coded import coded_view
from engine.view.text import PLAIN, Paint, money

__all__ = ["PLAIN", "Paint", "coded_view", "money"]
