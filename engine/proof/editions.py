"""The policy files and table editions that an encounter's claim rests on, with digests of their contents."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from engine.proof.certificate import File
from engine.rulebooks import RuleBooks
from engine.tables import Tables
from rules_dsl.rulebook import RuleBook


def rests_on(books: RuleBooks, book: RuleBook) -> tuple[File, ...]:
    """Every policy file of the payer's chain, then every table edition, in a fixed order."""
    policies = [
        File(kind="policy", name=name, file=file, sha256=sha256(text.encode()).hexdigest())
        for name in book.chain
        for file, text in sorted(books.library.text_of(name).items())
    ]
    return (*policies, *_tables(books.tables))


@cache
def _tables(tables: Tables) -> tuple[File, ...]:
    return tuple(
        File(
            kind=edition.kind,
            name=edition.name,
            file=edition.file,
            sha256=sha256(tables.bytes_of(edition)).hexdigest(),
        )
        for edition in tables.editions
    )
