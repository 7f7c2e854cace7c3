"""The rules that hold on a day to a `RuleBook`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar, cast

from rules_dsl import rulebook
from rules_dsl.codes_named import ranges_in
from rules_dsl.compile_rules import COMPILERS
from rules_dsl.layers import Policy, Rule, contractors
from rules_dsl.rulebook import Citation, Confidence, RuleBook, RuleInfo, Source, Vocabulary
from rules_dsl.said import reason
from rules_dsl.scope import Scope
from rules_dsl.syntax import Cite, DenyOtherwise, Statement, table_rows

Record = TypeVar("Record")
UNKNOWN = Source("", "", "", "unverified")


def compile_rulebook(chain: Sequence[Policy], rules: Sequence[Rule], on: date) -> RuleBook:
    """The rulebook of the first policy of `chain`. `rules` are those that hold on the day, and have no mistakes."""
    scope = Scope.of(rules)
    records: list[object] = []
    info: dict[str, RuleInfo] = {}
    sources = {rule.name: _source(rule.statement) for rule in rules if rule.kind == "source"}
    for rule in rules:
        if rule.kind in COMPILERS:
            records.append(COMPILERS[rule.kind](rule, scope))
            info[rule.id] = _info(rule, sources)

    def of(kind: type[Record]) -> tuple[Record, ...]:
        return tuple(record for record in records if isinstance(record, kind))

    head = chain[0].head
    return RuleBook(
        policy=chain[0].name,
        title=head.value("title"),
        invented=head.value("invented") == "yes",
        chain=tuple(policy.name for policy in chain),
        as_of=on,
        rules=info,
        vocabularies={name: Vocabulary(name, words) for name, words in scope.vocabularies.items()},
        sites=scope.sites,
        plain_words=_plain_words(rules, scope),
        definitions={each.name: each for each in of(rulebook.Definition)},
        measures={each.name: each for each in of(rulebook.Measure)},
        bounds=of(rulebook.Bound),
        elements={each.name: each for each in of(rulebook.Element)},
        choices=of(rulebook.CodeChoice),
        included=of(rulebook.Included),
        tables=of(rulebook.TableUse),
        ptp_edits=of(rulebook.PtpEdit),
        mues=of(rulebook.Mue),
        add_ons=of(rulebook.AddOn),
        exclusions=of(rulebook.Exclusion),
        modifiers={each.modifier: each for each in of(rulebook.Modifier)},
        preferences=of(rulebook.Preference),
        assignments=of(rulebook.Assignment),
        repeats=of(rulebook.Repeats),
        reductions=of(rulebook.Reduction),
        global_periods=of(rulebook.GlobalPeriod),
        fee_schedules=of(rulebook.FeeSchedulePay),
        coverages=of(rulebook.Coverage),
        liabilities={each.name: each for each in of(rulebook.Liability)},
        documentation=of(rulebook.Documentation),
        authorisations=of(rulebook.PriorAuthorisation),
        filing_limits=of(rulebook.FilingLimit),
        contractors=tuple(word.text for word in contractors(chain[0])),
    )


def _source(statement: Statement) -> Source:
    value = statement.value
    return Source(
        statement.name.text, value("title"), value("version"), value("tier", "unverified"), value("url")
    )


def _info(rule: Rule, sources: Mapping[str, Source]) -> RuleInfo:
    statement = rule.statement
    otherwise = statement.one("otherwise", DenyOtherwise)
    return RuleInfo(
        id=rule.id,
        kind=rule.kind,
        because=reason(statement),
        citations=tuple(
            Citation(sources.get(cite.source.text, UNKNOWN), cite.locator)
            for cite in statement.all("cite", Cite)
        ),
        carc=statement.value("deny with") or (otherwise.carc if otherwise else ""),
        confidence=cast(Confidence, statement.value("confidence", "high")),
        effective=rule.period.start,
        until=rule.period.end,
        file=statement.span.file,
        line=statement.span.line,
        text=statement.text,
    )


def _plain_words(rules: Sequence[Rule], scope: Scope) -> dict[str, str]:
    """Short words of our own for each code; where two groups name a code, the payer's go before the base's."""
    found: dict[str, str] = {}
    for rule in rules:
        if rule.kind == "codes":
            for row, item in zip(table_rows(rule.statement), ranges_in(rule.statement), strict=True):
                if row[1].text:
                    found |= dict.fromkeys(scope.expand([item]), row[1].text)
    return found
