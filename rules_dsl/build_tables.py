"""Tables of a statement: rows split at their bars, never silently, and cells read by what their column is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from lark import Token, Tree

from rules_dsl.atoms import Mistake
from rules_dsl.build_parts import Builder, tokens, trees
from rules_dsl.diagnostics import Place, Span, error
from rules_dsl.parser import parse_cell
from rules_dsl.syntax import (
    Bill,
    Clause,
    CodeRange,
    ElementTable,
    Hierarchy,
    Levels,
    LiabilityRow,
    LiabilityTable,
    ModifierTable,
    Range,
    Rows,
    SizeTable,
    Table,
    Word,
    WordTable,
)
from rules_dsl.vocabulary import NO_NOTICE, NOTICES, did_you_mean, nearest

PLACES = "at"
"""A column of ``words`` that may be left out: the sites where there is what the word stands for."""
COLUMNS = {
    "words": ("word", "kind of", "implies", "also called"),
    "sites": ("site", "part of", "also called"),
    "codes": ("code", "plain words"),
    "modifiers": ("modifier", "means"),
    "element": ("level", "needs"),
    "liability": ("notice", "claim wanted", "bill", "pays"),
}


def rows(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    """The table of a statement that is one; its columns are those of the statement's head word."""
    table = _table(b, tokens(tree))
    columns = COLUMNS.get(b.chunk.head, ())
    if b.chunk.head == "words" and len(table.header) > len(columns):
        columns = (*columns, PLACES)
    _check_header(table, columns)
    if b.chunk.head == "codes":
        for row in table.rows:
            range_in(b, row[0])
    elif b.chunk.head == "modifiers":
        for row in table.rows:
            b.modifier(row[0])
            if not row[1].text:
                raise Mistake(error("P013", "a row that does not say what the modifier means", row[1].span))
    elif b.chunk.head == "element":
        return ElementTable(label, span, tuple((row[0], needs(b, row[1])) for row in table.rows))
    elif b.chunk.head == "liability":
        return LiabilityTable(label, span, tuple(_liability(b, row) for row in table.rows))
    return Rows(label, span, table)


def _liability(b: Builder, row: tuple[Word, ...]) -> LiabilityRow:
    """Who has signed what, whether the patient wants a claim, and what then stands on which bill."""
    notices, wanted, bill, pays = row
    named = tuple(b.one_of(word, (*NOTICES, NO_NOTICE), "a notice") for word in words_in(notices))
    if wanted.text:
        b.one_of(wanted, ("yes", "no"), "yes or no")
    b.one_of(pays, ("patient", "practice"), "one who may have to pay")
    claim = {"yes": True, "no": False}.get(wanted.text)
    who: Literal["patient", "practice"] = "patient" if pays.text == "patient" else "practice"
    if bill.text in ("self-pay", "nothing"):
        own: Literal["self-pay", "nothing"] = "self-pay" if bill.text == "self-pay" else "nothing"
        return LiabilityRow(named, claim, own, (), who)
    words = tuple(b.modifier(bill._replace(text=part.strip())) for part in bill.text.split(" and "))
    return LiabilityRow(named, claim, "modifiers", words, who)


def by_table(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    """``by`` a fact, a measure or both; without a unit, the header tells which of them is meant."""
    table = _table(b, _row_tokens(tree))
    measure = b.word(tokens(tree)[0])
    keys = [b.word(tokens(each)[0]) for each in trees(tree) if each.data == "row_key"]
    summed = any(each.data == "sum_of" for each in trees(tree))
    unit = b.unit(tree)
    if b.chunk.head == "assign" and (keys or summed or unit):
        help = "write `by`, one fact that is a word, and a table of its words"
        raise Mistake(error("P013", "a modifier goes by a word alone", span, help=help))
    if not (keys or summed or unit) and _of_modifiers(b, table):
        return _by_modifier(b, table, measure, label, span)
    if not (keys or summed or unit) and parse_cell(table.header[0].text, "size_band") is None:
        return _by_word(b, table, measure, label, span)
    if keys:
        _check_header(table, (keys[0].text,), more=True)
    elif len(table.rows) > 1:
        message = "a table without a column of words has one row, for every item"
        raise Mistake(error("P012", message, table.rows[1][0].span))
    bands = tuple(size_band(b, cell) for cell in table.header[len(keys) :])
    body = []
    for row in table.rows:
        try:
            words = words_in(row[0]) if keys else ()
            body.append((words, tuple(_bill_cell(b, cell) for cell in row[len(keys) :])))
        except Mistake as mistake:
            b.diagnostics.append(mistake.diagnostic)
    by = keys[0] if keys else None
    return SizeTable(label, span, by, measure, summed, unit or Word("", span), bands, tuple(body))


def _by_word(b: Builder, table: Table, fact: Word, label: str, span: Span) -> Clause:
    _check_header(table, (fact.text, "bill"))
    body = []
    for row in table.rows:
        try:
            bill = _bill_cell(b, row[1])
            if bill is None:
                help = "write a code, or leave the row out"
                raise Mistake(error("P013", f"the row `{row[0].text}` bills nothing", row[1].span, help=help))
            body.append((words_in(row[0]), bill))
        except Mistake as mistake:
            b.diagnostics.append(mistake.diagnostic)
    return WordTable(label, span, fact, tuple(body))


def _of_modifiers(b: Builder, table: Table) -> bool:
    """A table of an ``assign modifier``, or one that stands in for it in a ``replaces``."""
    last = nearest(table.header[-1].text, ("modifier", "bill"))
    return b.chunk.head == "assign" or (b.chunk.head == "replaces" and last == "modifier")


def _by_modifier(b: Builder, table: Table, fact: Word, label: str, span: Span) -> Clause:
    _check_header(table, (fact.text, "modifier"))
    body = []
    for row in table.rows:
        try:
            words = words_in(row[0])
            for cell, lacks in zip(row, ("word", "modifier"), strict=True):
                if not cell.text:
                    help = "write one, or leave the row out"
                    raise Mistake(error("P013", f"a row without a {lacks}", cell.span, help=help))
            body.append((words, b.modifier(row[1])))
        except Mistake as mistake:
            b.diagnostics.append(mistake.diagnostic)
    return ModifierTable(label, span, fact, tuple(body))


def by_hierarchy(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    table = _table(b, _row_tokens(tree))
    fact = b.word(tokens(tree)[0])
    _check_header(table, (fact.text, "first", "each other"))
    return Hierarchy(label, span, fact, tuple((row[0], b.code(row[1]), b.code(row[2])) for row in table.rows))


def levels(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    table = _table(b, _row_tokens(tree))
    timed = any(each.data == "or_by_minutes" for each in trees(tree))
    _check_header(table, ("level", "bill", "minutes at least") if timed else ("level", "bill"))
    needed, *elements = b.words(tokens(tree))
    body = [(row[0], b.code(row[1]), b.integer(row[2]) if timed else None) for row in table.rows]
    count = b.integer(needed, len(elements))
    return Levels(label, span, count, tuple(b.name(word) for word in elements), tuple(body))


def size_band(b: Builder, cell: Word) -> Range:
    """``up to 0.5``, ``0.6 to 1.0`` or ``over 4.0``, in the unit of the table."""
    tree = parse_cell(cell.text, "size_band")
    if tree is None:
        message = f"`{cell.text}` is not a band"
        raise Mistake(error("P013", message, cell.span, help="write `up to 0.5`, `0.6 to 1.0` or `over 4.0`"))
    numbers = [b.decimal(_in_cell(cell, token)) for token in tokens(tree)]
    if tree.data == "over":
        return Range(numbers[0], None, True, cell.span)
    return Range(numbers[0] if tree.data == "between" else None, numbers[-1], False, cell.span)


def needs(b: Builder, cell: Word) -> tuple[tuple[tuple[int, Word], ...], ...]:
    """The alternatives of a level: ``2 minor, or 1 stable-chronic and 1 minor``; nothing is one empty alternative."""
    tree = parse_cell(cell.text, "needs")
    if tree is None:
        message = f"`{cell.text}` is not a list of needs"
        raise Mistake(
            error("P013", message, cell.span, help="write `1 this and 2 that, or 1 other`, or `nothing`")
        )
    if tree.data == "nothing":
        return ((),)
    found = []
    for alternative in trees(tree):
        pairs = [[_in_cell(cell, token) for token in tokens(need)] for need in trees(alternative)]
        found.append(tuple((b.integer(count), word) for count, word in pairs))
    return tuple(found)


def range_in(b: Builder, cell: Word) -> CodeRange:
    """``11400``, ``11400 to 11446``, or the name of another group."""
    first, to, last = cell.text.partition(" to ")
    start = Word(first.strip(), cell.span._replace(length=max(len(first), 1)))
    if not to:
        return b.codes(start, None)
    column = cell.span.column + len(first) + len(to)
    return b.codes(start, Word(last.strip(), cell.span._replace(column=column, length=max(len(last), 1))))


@lru_cache(1 << 16)  # the same lists are read for every policy that extends theirs
def words_in(cell: Word) -> tuple[Word, ...]:
    """The words of a cell that holds a list with commas; an empty cell has none."""
    found = []
    start = 0
    for part in cell.text.split(","):
        bare = part.strip()
        if bare:
            column = cell.span.column + start + len(part) - len(part.lstrip())
            found.append(Word(bare, cell.span._replace(column=column, length=len(bare))))
        start += len(part) + 1
    return tuple(found)


def _bill_cell(b: Builder, cell: Word) -> Bill | None:
    """What one cell bills, or None for an empty one."""
    if not cell.text:
        return None
    if " " not in cell.text:
        return Bill((b.code(cell),), (), None, cell.span)
    tree = parse_cell(cell.text, "bill_words")
    if tree is None:
        message = f"`{cell.text}` is not something to bill"
        help = "write a code, `CODE and CODE per 5.0 or part after 7.5`, or `as` another choice of code"
        raise Mistake(error("P013", message, cell.span, help=help))
    return b.bill(tree, lambda token: _in_cell(cell, token))


def _in_cell(cell: Word, token: Token) -> Word:
    column = cell.span.column + (token.column or 1) - 1
    return Word(str(token), cell.span._replace(column=column, length=len(token)))


def _row_tokens(tree: Tree[Token]) -> list[Token]:
    return [token for each in trees(tree) if each.data == "table_of_rows" for token in tokens(each)]


def _table(b: Builder, found: Sequence[Token]) -> Table:
    """The cells of a table. A row that lacks a bar or a cell is told, and left out."""
    header, *body = (_cells(b, token) for token in found)
    if header is None:
        raise Mistake(b.diagnostics.pop())
    kept = []
    for row in body:
        if row is None:
            continue
        if len(row) != len(header):
            message = (
                f"the row `{row[0].text}` has {_cells_of(len(row))}, and the header {_cells_of(len(header))}"
            )
            last = row[-1].span
            whole = row[0].span._replace(length=last.column + last.length - row[0].span.column)
            help = "a bar is missing between two cells" if len(row) < len(header) else ""
            b.diagnostics.append(
                error("P012", message, Place(whole), Place(header[0].span, "the header"), help=help)
            )
            continue
        kept.append(row)
    if not body:
        raise Mistake(error("P012", "a table with a header and no rows", header[0].span))
    return Table(header, tuple(kept))


def _cells_of(count: int) -> str:
    return f"{count} cell{'s' if count != 1 else ''}"


def _cells(b: Builder, token: Token) -> tuple[Word, ...] | None:
    """The cells of a row with their places, or None when it does not end with a bar."""
    line = token.end_line or 1
    text = b.chunk.code[line - 1]
    place = text.index("|")
    if len(text) < place + 2 or not text.endswith("|"):
        cut = text[place:]
        message = f"the row `{cut.split('|')[1].strip() or cut}` does not end with a bar"
        b.diagnostics.append(error("P012", message, b.chunk.span(line, place + 1)))
        return None
    return tuple(_split(b, line, text, place))


def _split(b: Builder, line: int, text: str, place: int) -> Iterator[Word]:
    column = place + 1
    for part in text[place + 1 : -1].split("|"):
        bare = part.strip(" ")
        start = column + len(part) - len(part.lstrip(" ")) if bare else column
        yield Word(bare, b.chunk.span(line, start + 1, max(len(bare), 1)))
        column += len(part) + 1


def _check_header(table: Table, columns: tuple[str, ...], *, more: bool = False) -> None:
    """The header must have these columns, in this order; with `more`, others may follow."""
    names = tuple(cell.text for cell in table.header)
    if names == columns or (more and names[: len(columns)] == columns and len(names) > len(columns)):
        return
    wrong = next(
        (c for c, name in zip(table.header, columns, strict=False) if c.text != name), table.header[-1]
    )
    near = did_you_mean(wrong.text, set(columns) - set(names))
    help = near or f"the columns are: {', '.join(columns)}{', and the bands' if more else ''}"
    raise Mistake(error("P013", f"`{wrong.text}` is not the column that belongs here", wrong.span, help=help))
