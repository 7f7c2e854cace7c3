"""Words that are not believed everywhere: the word anywhere, or not at one of its places."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from engine.mutation.mutant import Mutant
from engine.mutation.variants import of_word
from rules_dsl.layers import flatten
from rules_dsl.library import PolicyLibrary
from rules_dsl.syntax import table_rows


def of_places(library: PolicyLibrary, payer: str, day: date, files: Collection[str]) -> Iterator[Mutant]:
    """Every change of the places of the words in these files that hold for a payer on a day, beside its row."""
    vocabularies = library.rulebook(payer, day).vocabularies
    for rule in flatten(library.chain(payer), day):
        if rule.kind != "words" or rule.statement.span.file not in files:
            continue
        for name, *_ in table_rows(rule.statement):
            word = vocabularies[rule.name].words[name.text]
            place = (name.span.file, name.span.line)
            for variant in of_word(word):
                yield Mutant(
                    place,
                    f"{rule.name}/{word.name}",
                    "vocabularies",
                    variant.where,
                    variant.what,
                    word,
                    variant.value,
                )
