"""One clause's tree to its syntax: a function for each rule of the grammar that is more than words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final, Literal, cast

from lark import Token, Tree

from rules_dsl import build_given, build_tables
from rules_dsl.atoms import Mistake
from rules_dsl.build_parts import ONE, Builder, tokens, trees
from rules_dsl.diagnostics import Span, error
from rules_dsl.syntax import (
    AppliesTo,
    Basis,
    Bills,
    Cite,
    Clause,
    Codes,
    CodesWith,
    CountBand,
    CountsOnly,
    Dated,
    DenyOtherwise,
    For,
    Includes,
    Pay,
    Range,
    Sum,
    To,
    UnlessBasis,
    When,
    Within,
    Without,
    Word,
    Words,
)
from rules_dsl.vocabulary import CONFIDENCES, INDICATORS, LABELS, PACKAGE_SHARES, TIERS

# ── clauses, one function each ───────────────────────────────────────────────────────────────────────────────────

Build = Callable[[Builder, "Tree[Token]", str, Span], Clause]


def clause(b: Builder, tree: Tree[Token]) -> Clause:
    """The clause of a tree, or a `Mistake`."""
    label = LABELS.get(tree.data, str(tree.data))
    span = b.line_of(tree)
    build = _BUILDERS.get(tree.data)
    return build(b, tree, label, span) if build else Words(label, span, b.words(tokens(tree)))


def _names(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return Words(label, span, tuple(b.name(word) for word in b.words(tokens(tree))))


def _clause_names(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    """Labels of clauses: those of several words as one."""
    named = []
    for part in trees(tree):
        words = b.words(tokens(part))
        text = " ".join(word.text for word in words)
        named.append(Word(text, words[0].span._replace(length=len(text))))
    return Words(label, span, tuple(named))


def _closed(known: Iterable[str], what: str) -> Build:
    known = tuple(known)

    def build(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
        return Words(label, span, (b.one_of(b.word(tokens(tree)[0]), known, what),))

    return build


def _date(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return Dated(label, span, b.date(b.word(tokens(tree)[0])))


def _integer(most: int) -> Build:
    def build(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
        word = b.word(tokens(tree)[0])
        b.integer(word, most)
        return Words(label, span, (word,))

    return build


def _carc(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    word = b.word(tokens(tree)[0])
    b.carc(word)
    return Words(label, span, (word,))


def _cite(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    source, *locator = b.words(tokens(tree))
    return Cite(label, span, source, locator[0].text if locator else "")


def _code(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return Words(label, span, (b.code(b.word(tokens(tree)[0])),))


def _modifiers(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return Words(label, span, tuple(b.modifier(word) for word in b.words(tokens(tree))))


def _when(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return When(label, span, b.condition(trees(tree)[0]))


def _without(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    fact = b.word(tokens(tree)[0])
    use: Word | None = None
    ask = ""
    for part in trees(tree):
        if part.data == "ask_text_part":
            ask = b.word(tokens(part)[0]).text
        elif part.data == "use_smallest":
            use = Word("smallest band", b.line_of(part))
        else:
            use = b.word(tokens(part)[0])
    return Without(label, span, fact, use, ask)


def _counts_only(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    word, days, otherwise = b.words(tokens(tree))
    ask = next((b.word(tokens(part)[0]).text for part in trees(tree)), "")
    return CountsOnly(label, span, word, b.integer(days, 36_500), otherwise, ask)


def _codes(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return Codes(label, span, b.code_ranges(each for each in trees(tree) if each.data == "code_range"))


def _to(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    named = {each.data for each in trees(tree)}
    items = b.code_ranges(each for each in trees(tree) if each.data == "code_range")
    lines: Literal["visits", "procedures", "codes"] = "codes"
    if named & {"visits", "procedures"}:
        lines = "visits" if "visits" in named else "procedures"
    return To(label, span, items, lines, _codes_with(b, trees(tree)))


def _codes_with(b: Builder, among: Iterable[Tree[Token]]) -> CodesWith | None:
    for tree in among:
        if tree.data == "with_global_days":
            return CodesWith("global-days", b.words(tokens(tree)))
        if tree.data == "with_indicator":
            name, *values = b.words(tokens(tree))
            b.one_of(name, INDICATORS, "an indicator of the fee schedule")
            return CodesWith(name.text, tuple(values))
    return None


def _for(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    named = {each.data: b.words(tokens(each)) for each in trees(tree)}
    return For(label, span, named["heads"], named.get("kinds", ()), named.get("exceptions", ()))


def _sum(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    terms = []
    for term in trees(tree):
        *factor, fact = b.words(tokens(term))
        terms.append((b.decimal(factor[0]) if factor else ONE, fact))
    return Sum(label, span, tuple(terms))


def _count_band(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    printed, bill = trees(tree)
    words = b.words(tokens(printed))
    numbers = [Decimal(b.integer(word)) for word in words]
    last = None if printed.data == "or_more" else numbers[-1]
    whole = words[0].span._replace(
        length=words[-1].span.column + words[-1].span.length - words[0].span.column
    )
    return CountBand(label, span, Range(numbers[0], last, False, whole), b.bill(bill))


def _bills(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return Bills(label, span, b.bill(trees(tree)[0]))


def _chosen(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    """One of several fixed phrases, and what it names."""
    phrase = trees(tree)[0]
    words = b.words(tokens(phrase))
    if phrase.data == "modifier":
        words = (b.modifier(words[0]),)
    return Words(label, span, (Word(phrase.data.replace("_", " "), span), *words))


def _applies_to(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    chosen = cast(Words, _chosen(b, tree, label, span))
    return AppliesTo(label, span, chosen.words, _codes_with(b, trees(trees(tree)[0])))


def _basis(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    prefer = tuple(b.modifier(word) for word in b.words(tokens(tree)))
    return Basis(label, span, tuple(b.basis_words(each) for each in trees(tree)), prefer)


def _unless_basis(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return UnlessBasis(label, span, b.basis_words(trees(tree)[0]), b.modifier(b.word(tokens(tree)[0])))


def _pay(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    last = trees(tree)
    percents = [
        b.percent(word) for word in b.words([*tokens(tree), *(t for each in last for t in tokens(each))])
    ]
    contract = tree.data == "pay_contract"
    return Pay(label, span, tuple(percents), any(each.data == "by_report" for each in last), contract)


def _global_days(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    """Days as a fee schedule has them: ``000``, ``010``, ``090``."""
    words = b.words(tokens(tree))
    for word in words:
        b.integer(word, 999)
        if len(word.text) != len("000"):
            help = f"write {word.text.zfill(len('000'))[-len('000') :]}"
            raise Mistake(
                error("P014", f"`{word.text}` is not a number of three digits", word.span, help=help)
            )
    return Words(label, span, words)


def _within(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    word = b.word(tokens(tree)[0])
    number = b.integer(word, 3_650)
    if not number:
        raise Mistake(error("P014", "a limit of nothing, which no claim could keep", word.span))
    years = any(each.data == "years" for each in trees(tree))
    return Within(label, span, 0 if years else number, min(number, 10) if years else 0)


def _pay_as(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    (paid,) = trees(tree)
    if paid.data == "package_share":
        shares = [
            b.one_of(word, PACKAGE_SHARES, "a part of a global package") for word in b.words(tokens(paid))
        ]
        return Pay(label, span, (), False, False, "shares", tuple(word.text for word in shares))
    report = paid.data == "by_report"
    return Pay(label, span, (), report, False, "report" if report else "listed")


def _includes(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    if not any(each.data == "same_day" for each in trees(tree)):
        help = "end the line with `, same day`: an encounter knows the visits of no other day"
        raise Mistake(error("P014", "this does not say on which day", span, help=help))
    return Includes(label, span, b.code_ranges(each for each in trees(tree) if each.data == "code_range"))


def _deny_otherwise(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    self_pay: Literal["no", "with signed notice", "always"] = "no"
    liability: Word | None = None
    if trees(tree) and trees(tree)[0].data == "as_liability":
        liability = b.name(b.word(tokens(trees(tree)[0])[0]))
    elif trees(tree):
        self_pay = "with signed notice"
    elif len(tree.children) > 1:
        self_pay = "always"
    return DenyOtherwise(label, span, b.carc(b.word(tokens(tree)[0])), self_pay, liability)


def _warn_otherwise(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    return Words(label, span, (Word("warn", span),))


_BUILDERS: Final[dict[str, Build]] = {
    "extends": _names,
    "leaves_out": _clause_names,
    "tier": _closed(TIERS, "a tier of authority"),
    "confidence": _closed(CONFIDENCES, "a degree of confidence"),
    "invented": _closed(("yes", "no"), "yes or no"),
    "per": _closed(("day", "session", "service", "digit"), "what to bill by"),
    "otherwise": _closed(("block", "warn", "query"), "what to do without the fact"),
    "if_unknown": _closed(("block", "warn"), "what to do while it is unknown"),
    "reviewed": _date,
    "effective": _date,
    "until": _date,
    "on_date": _date,
    "cite": _cite,
    "deny": _carc,
    "when": _when,
    "unless": _when,
    "or_when": _when,
    "only_when": _when,
    "not_when": _when,
    "bounded": _names,
    "without": _without,
    "counts_only": _counts_only,
    "code": _code,
    "column_1": _code,
    "column_2": _code,
    "indicator": _integer(9),
    "limit": _integer(99_999),
    "mai": _integer(3),
    "position": _integer(4),
    "covers": _codes,
    "billing": _codes,
    "only_on": _codes,
    "never_on": _codes,
    "requires_any": _codes,
    "for": _for,
    "service": _for,
    "in": _for,
    "is": _sum,
    "band": _count_band,
    "bill": _bills,
    "for_use": _chosen,
    "on_column": _chosen,
    "applies_to": _applies_to,
    "when_primary": _modifiers,
    "never": _modifiers,
    "never_with": _modifiers,
    "append": _modifiers,
    "assigned": _modifiers,
    "of_codes": _to,
    "repeated_as": _chosen,
    "another": _modifiers,
    "to": _to,
    "basis": _basis,
    "basis_prefer": _basis,
    "unless_basis": _unless_basis,
    "pay": _pay,
    "may_pay": _pay,
    "pay_contract": _pay,
    "within": _within,
    "pay_as": _pay_as,
    "beside": _global_days,
    "days": _global_days,
    "includes": _includes,
    "otherwise_deny": _deny_otherwise,
    "otherwise_warn": _warn_otherwise,
    "table_of_rows": build_tables.rows,
    "by_table": build_tables.by_table,
    "by_hierarchy": build_tables.by_hierarchy,
    "levels": build_tables.levels,
    "given": build_given.given,
    "expect": build_given.expect,
    "reject": build_given.expect,
    "self_pay": build_given.expect,
    "warn": build_given.expect,
    "file_by": _date,
}
"""How to build the clauses that are more than words."""
