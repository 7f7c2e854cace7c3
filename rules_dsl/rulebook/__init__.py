"""The compiled policy: every rule that holds for one payer on one date of service, as plain frozen data.

This is the only thing the engine sees of a policy. It has no syntax and no spans; a rule is known by its id
(``medicare.national/minor-procedure``), and :attr:`RuleBook.rules` joins an id back to its text, place and citations.
Lengths are millimetres (`Decimal`), areas square millimetres, times minutes, percentages whole per cent.
"""

from rules_dsl.rulebook.book import Citation, Confidence, RuleBook, RuleInfo, Source
from rules_dsl.rulebook.choices import (
    Always,
    Band,
    Bill,
    ByCount,
    ByHierarchy,
    ByLevel,
    BySize,
    ByWord,
    CodeChoice,
    Element,
    ElementRow,
    HierarchyRow,
    Included,
    LevelRow,
    Need,
    Pattern,
    PerExtra,
    Selector,
    SiteRow,
    WordRow,
)
from rules_dsl.rulebook.conditions import AllOf, AnyOf, Compare, Condition, Documented, IsWord, Subject
from rules_dsl.rulebook.limits import AddOn, Coverage, Documentation, Exclusion, Mue, PtpEdit, TableUse
from rules_dsl.rulebook.modifiers import Basis, FeeSchedulePay, GlobalPeriod, Modifier, Preference, Reduction
from rules_dsl.rulebook.words import Definition, Measure, MissingFact, Site, Vocabulary, Word

__all__ = [
    "AddOn",
    "AllOf",
    "Always",
    "AnyOf",
    "Band",
    "Basis",
    "Bill",
    "ByCount",
    "ByHierarchy",
    "ByLevel",
    "BySize",
    "ByWord",
    "Citation",
    "CodeChoice",
    "Compare",
    "Condition",
    "Confidence",
    "Coverage",
    "Definition",
    "Documentation",
    "Documented",
    "Element",
    "ElementRow",
    "Exclusion",
    "FeeSchedulePay",
    "GlobalPeriod",
    "HierarchyRow",
    "Included",
    "IsWord",
    "LevelRow",
    "Measure",
    "MissingFact",
    "Modifier",
    "Mue",
    "Need",
    "Pattern",
    "PerExtra",
    "Preference",
    "PtpEdit",
    "Reduction",
    "RuleBook",
    "RuleInfo",
    "Selector",
    "Site",
    "SiteRow",
    "Source",
    "Subject",
    "TableUse",
    "Vocabulary",
    "Word",
    "WordRow",
]
