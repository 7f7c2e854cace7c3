"""Runs every check on one policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

from rules_dsl.checks import (
    authority,
    bands_meet,
    clauses_needed,
    codes_known,
    conditions_can_hold,
    contractors_once,
    days_make_sense,
    decided_once,
    diagnoses_known,
    extended_policies,
    facts_known,
    few_alternatives,
    implied_facts,
    invented_marked,
    joined_sizes,
    kinds_left,
    levels_in_order,
    lists_read,
    names_known,
    names_once,
    no_circles,
    paid_as_it_can_be,
    pairs_can_be,
    periods_run_forward,
    policy_not_empty,
    ranks_fall,
    reasons_given,
    reductions_fit,
    replaced_by_name,
    says_something,
    sites_once,
    something_billed,
    sources_known,
    table_paths,
    unverified_prices,
    withdrawn_unused,
    words_known,
    words_once,
)
from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic
from rules_dsl.layers import Policy

CHECKS: Final[tuple[Callable[[View], Iterator[Diagnostic]], ...]] = (
    extended_policies.check,
    names_once.check,
    replaced_by_name.check,
    withdrawn_unused.check,
    periods_run_forward.check,
    clauses_needed.check,
    sources_known.check,
    words_known.check,
    words_once.check,
    implied_facts.check,
    facts_known.check,
    diagnoses_known.check,
    names_known.check,
    no_circles.check,
    table_paths.check,
    bands_meet.check,
    sites_once.check,
    levels_in_order.check,
    kinds_left.check,
    decided_once.check,
    few_alternatives.check,
    reductions_fit.check,
    paid_as_it_can_be.check,
    joined_sizes.check,
    contractors_once.check,
    authority.check,
    unverified_prices.check,
    invented_marked.check,
    policy_not_empty.check,
    codes_known.check,
    lists_read.check,
    pairs_can_be.check,
    conditions_can_hold.check,
    ranks_fall.check,
    reasons_given.check,
    says_something.check,
    something_billed.check,
    days_make_sense.check,
)


MOST_FINDINGS: Final = 500
"""Of one check in one policy; nobody reads further."""


def check_policy(name: str, policies: Mapping[str, Policy]) -> Iterator[Diagnostic]:
    """The findings in the policy's own statements, read as they stand upon the policies it extends."""
    view = View(policies[name], policies)
    for check in CHECKS:
        yield from islice(check(view), MOST_FINDINGS)
