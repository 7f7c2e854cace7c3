"""Every kind of statement but code choices: one function each, from clauses to the record of the rulebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final, Literal, TypeAlias, cast

from rules_dsl.compile_choices import code_choice, element
from rules_dsl.compile_conditions import (
    asks,
    clause_condition,
    condition,
    missing_facts,
    patterns,
    subjects_of,
)
from rules_dsl.layers import Rule
from rules_dsl.rulebook import (
    AddOn,
    Assignment,
    AssignRow,
    Basis,
    Bound,
    CodeChoice,
    CodesWith,
    Coverage,
    Definition,
    Documentation,
    Element,
    Exclusion,
    FeeSchedulePay,
    FilingLimit,
    GlobalPeriod,
    Included,
    Liability,
    LiabilityRow,
    Measure,
    Modifier,
    Mue,
    Preference,
    PriorAuthorisation,
    PtpEdit,
    Reduction,
    Repeats,
    Subject,
    TableUse,
)
from rules_dsl.scope import Scope
from rules_dsl.syntax import (
    AppliesTo,
    Codes,
    DenyOtherwise,
    Includes,
    LiabilityTable,
    ModifierTable,
    Pay,
    Statement,
    Sum,
    To,
    UnlessBasis,
    When,
    Within,
    Without,
    Word,
    Words,
)
from rules_dsl.syntax import Basis as BasisClause
from rules_dsl.syntax import CodesWith as CodesWithClause
from rules_dsl.vocabulary import INDICATORS, PACKAGE_SHARES

Compiled: TypeAlias = (
    AddOn | Assignment | Bound | CodeChoice | Coverage | Definition | Documentation | Element | Exclusion
    | FeeSchedulePay | FilingLimit | GlobalPeriod | Included | Liability | Measure | Modifier | Mue | Preference
    | PriorAuthorisation | PtpEdit | Reduction | Repeats | TableUse
)  # fmt: skip


def _define(rule: Rule, scope: Scope) -> Definition:
    clause = rule.statement.one("when", When)
    assert clause is not None
    compiled = condition(clause.condition, subjects_of(rule.statement, scope), scope)
    return Definition(rule.id, rule.name, _subject(rule), compiled, asks(rule.statement, scope))


def _measure(rule: Rule, scope: Scope) -> Measure:
    terms = rule.statement.one("is", Sum)
    named = tuple((factor, word.text) for factor, word in terms.terms) if terms else ()
    return Measure(rule.id, rule.name, _subject(rule), named, missing_facts(rule.statement))


def _bound(rule: Rule, scope: Scope) -> Bound:
    statement = rule.statement
    return Bound(
        rule.id,
        rule.name,
        _subject(rule),
        _words(statement, "fact"),
        clause_condition(statement, "only when", scope),
        clause_condition(statement, "not when", scope),
        statement.value("ask"),
    )


def _included(rule: Rule, scope: Scope) -> Included:
    return Included(
        rule.id,
        patterns(rule.statement, "service", scope),
        patterns(rule.statement, "in", scope),
        clause_condition(rule.statement, "when", scope),
        clause_condition(rule.statement, "unless", scope),
    )


def _table(rule: Rule, scope: Scope) -> TableUse:
    kind = cast(Literal["ptp", "mue", "add-on"], rule.statement.target)
    return TableUse(
        rule.id, kind, rule.statement.value("from"), rule.statement.one("each line", Words) is not None
    )


def _ptp_edit(rule: Rule, scope: Scope) -> PtpEdit:
    value = rule.statement.value
    return PtpEdit(rule.id, value("column 1"), value("column 2"), int(value("indicator", "0")))


def _mue(rule: Rule, scope: Scope) -> Mue:
    value = rule.statement.value
    return Mue(rule.id, rule.name.removeprefix("mue-"), int(value("limit", "0")), int(value("mai", "1")))


def _add_on(rule: Rule, scope: Scope) -> AddOn:
    code = rule.statement.value("code") or rule.name.removeprefix("add-on-")
    return AddOn(rule.id, code, _codes(rule.statement, "requires any of", scope))


def _exclude(rule: Rule, scope: Scope) -> Exclusion:
    modifier = rule.statement.value("when its primary carries")
    unless = clause_condition(rule.statement, "unless", scope)
    return Exclusion(rule.id, rule.statement.value("code"), modifier, unless)


def _modifier(rule: Rule, scope: Scope) -> Modifier:
    statement = rule.statement
    return Modifier(
        rule.id,
        rule.name,
        statement.value("means"),
        tuple(_basis(word.text) for clause in statement.all("basis", BasisClause) for word in clause.bases),
        statement.one("lifts", Words) is not None,
        frozenset(_codes(statement, "only on", scope)),
        frozenset(_codes(statement, "never on", scope)),
        _words(statement, "never with"),
        int(statement.value("position", "2")),
    )


def _preference(rule: Rule, scope: Scope) -> Preference:
    statement = rule.statement
    column = {"column 1": "column 1", "either": "either column"}.get(statement.value("on"), "column 2")
    return Preference(
        rule.id,
        cast(Literal["ptp edits", "reduction", "crowded lines"], statement.value("for use")),
        cast(Literal["column 1", "column 2", "either column"], column),
        tuple(
            (_basis(clause.bases[0].text), tuple(word.text for word in clause.prefer))
            for clause in statement.all("basis", BasisClause)
        ),
        _words(statement, "never"),
        _words(statement, "append"),
    )


def _assign(rule: Rule, scope: Scope) -> Assignment:
    statement = rule.statement
    to = statement.one("to", To)
    tables = statement.all("by", ModifierTable)
    fact = scope.fact(tables[0].by.text, subjects_of(statement, scope)) if tables else None
    vocabulary = fact.words if fact else ""
    return Assignment(
        rule.id,
        to.lines if to else "codes",
        frozenset(_codes(statement, "to", scope)),
        clause_condition(statement, "when", scope),
        statement.value("modifier"),
        tables[0].by.text if tables else "",
        tuple(
            AssignRow(tuple(scope.canonical(vocabulary, word.text) for word in words), modifier.text)
            for table in tables
            for words, modifier in table.rows
        ),
        statement.value("separate line of"),
        statement.value("ask"),
        clause_condition(statement, "unless", scope),
        tuple((c.fact.text, c.ask) for c in statement.all("without", Without) if c.ask),
        _codes_with(to.codes_with if to else None),
        statement.one("otherwise", DenyOtherwise) is not None,
    )


def _repeats(rule: Rule, scope: Scope) -> Repeats:
    statement = rule.statement
    basis = statement.one("basis", BasisClause)
    of = statement.one("of", To)
    return Repeats(
        rule.id,
        frozenset(_codes(statement, "of", scope)),
        cast(Literal["units", "lines", "one line"], statement.value("as")),
        statement.one("both sides", Words) is not None,
        statement.value("modifier"),
        _basis(basis.bases[0].text) if basis else None,
        _codes_with(of.codes_with if of else None),
        statement.value("another practitioner"),
    )


def _reduction(rule: Rule, scope: Scope) -> Reduction:
    pay = rule.statement.one("pay", Pay) or Pay("pay", rule.statement.span, (Decimal(100),), False)
    applies = rule.statement.one("applies to", AppliesTo)
    phrase, *value = applies.words if applies else (None,)
    named = {phrase.text: value[0].text if value else ""} if phrase else {}
    may = rule.statement.one("may pay", Pay)
    return Reduction(
        rule.id,
        named.get("indicator", ""),
        named.get("modifier", ""),
        pay.percents,
        len(pay.percents) if pay.by_report else None,
        _words(rule.statement, "beside"),
        clause_condition(rule.statement, "or when", scope),
        may.percents if may else (),
        pay.how,
        tuple(PACKAGE_SHARES[share] for share in pay.shares),
        _codes_with(applies.codes_with if applies else None),
        "practitioners" in named,
        clause_condition(rule.statement, "when", scope),
        clause_condition(rule.statement, "unless", scope),
    )


def _codes_with(written: CodesWithClause | None) -> CodesWith | None:
    if written is None:
        return None
    column = INDICATORS.get(written.name, "global_days")
    return CodesWith(column, tuple(word.text for word in written.values))


def _global_period(rule: Rule, scope: Scope) -> GlobalPeriod:
    includes = rule.statement.one("includes", Includes)
    return GlobalPeriod(
        rule.id,
        _words(rule.statement, "days"),
        frozenset(scope.expand(includes.visits) if includes else ()),
        tuple((_basis(c.basis.text), c.modifier.text) for c in rule.statement.all("unless", UnlessBasis)),
    )


def _fee_schedule(rule: Rule, scope: Scope) -> FeeSchedulePay:
    pay = rule.statement.one("pay", Pay)
    path = rule.statement.value("from")
    return FeeSchedulePay(rule.id, path, pay.percents[0] if pay else Decimal(100), bool(pay and pay.contract))


def _prior_authorisation(rule: Rule, scope: Scope) -> PriorAuthorisation:
    return PriorAuthorisation(rule.id, frozenset(_codes(rule.statement, "billing", scope)))


def _filing_limit(rule: Rule, scope: Scope) -> FilingLimit:
    within = rule.statement.one("within", Within)
    return FilingLimit(rule.id, within.days if within else 0, within.years if within else 0)


def _coverage(rule: Rule, scope: Scope) -> Coverage:
    otherwise = rule.statement.one("otherwise", DenyOtherwise)
    return Coverage(
        rule.id,
        frozenset(_codes(rule.statement, "covers", scope)),
        clause_condition(rule.statement, "when", scope),
        clause_condition(rule.statement, "unless", scope),
        otherwise.self_pay if otherwise else "no",
        asks(rule.statement, scope),
        "warn" if rule.statement.value("otherwise") == "warn" else "deny",
        "warn" if rule.statement.value("if unknown") == "warn" else "block",
        otherwise.liability.text if otherwise and otherwise.liability else "",
        rule.statement.value("lcd"),
        rule.statement.value("lacks"),
    )


def _liability(rule: Rule, scope: Scope) -> Liability:
    table = rule.statement.one("rows", LiabilityTable)
    return Liability(
        rule.id,
        rule.name,
        tuple(
            LiabilityRow(_texts(row.notices), row.wanted, row.bill, _texts(row.modifiers), row.pays)
            for row in (table.rows if table else ())
        ),
    )


def _documentation(rule: Rule, scope: Scope) -> Documentation:
    value = rule.statement.value
    codes = frozenset(_codes(rule.statement, "billing", scope))
    severity = cast(Literal["block", "warn", "query"], value("otherwise", "block"))
    return Documentation(
        rule.id,
        codes,
        value("requires"),
        severity,
        value("ask"),
        clause_condition(rule.statement, "when", scope),
        rule.statement.one("self-pay lines", Words) is not None,
    )


def _subject(rule: Rule) -> Subject:
    assert rule.statement.about is not None
    return cast(Subject, rule.statement.about.text)


def _basis(word: str) -> Basis:
    return cast(Basis, word)


def _texts(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


def _words(statement: Statement, label: str) -> tuple[str, ...]:
    return tuple(word.text for clause in statement.all(label, Words) for word in clause.words)


def _codes(statement: Statement, label: str, scope: Scope) -> tuple[str, ...]:
    return scope.expand(item for clause in statement.all(label, Codes) for item in clause.items)


COMPILERS: Final[dict[str, Callable[[Rule, Scope], Compiled | None]]] = {
    "define": _define,
    "measure": _measure,
    "bound": _bound,
    "element": element,
    "choose code": code_choice,
    "included": _included,
    "table": _table,
    "ptp edit": _ptp_edit,
    "mue": _mue,
    "add-on": _add_on,
    "exclude": _exclude,
    "modifier": _modifier,
    "modifier preference": _preference,
    "assign modifier": _assign,
    "repeats": _repeats,
    "reduction": _reduction,
    "global period": _global_period,
    "fee schedule": _fee_schedule,
    "coverage": _coverage,
    "liability": _liability,
    "documentation": _documentation,
    "prior authorisation": _prior_authorisation,
    "filing limit": _filing_limit,
}
"""By kind of statement; the kinds that are not here only give names their meaning."""
