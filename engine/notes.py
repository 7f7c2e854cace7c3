"""What is noted while codes are derived: items set aside with their reason, and questions to the clinician."""

from __future__ import annotations

from engine.conditions import DIAGNOSIS, Verdict, diagnoses_named
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Question, Remark, SetAside
from engine.portions import subject_of
from rules_dsl.rulebook import ByLevel, CodeChoice, Pattern


class Notes:
    """Collects; decides nothing."""

    def __init__(self, facts: ItemFacts) -> None:
        self.facts = facts
        self.aside: list[SetAside] = []
        self.questions: list[Question] = []
        self.relied: list[str] = []
        """Rules that would have included an item in another, and whose own exception lets it stand."""
        self.remarks: list[Remark] = []

    def ask(
        self, item: Item, verdict: Verdict, asks: dict[str, str], rule: str, named: tuple[str, ...] = ()
    ) -> None:
        """A question for each fact that the unknown verdict waits for and that the policy has a question for; `named`
        are the diagnoses that it goes by."""
        for fact in verdict.missing:
            if fact in asks:
                subject = subject_of(item, fact, self.facts)
                answers = named if fact == DIAGNOSIS else ()
                self.questions.append(
                    Question(item.service, subject, fact, asks[fact], rule, answers, verdict.missing)
                )

    def ask_of_both(self, item: Item, choice: CodeChoice) -> None:
        """The item is what the choice is for, and also what it excepts: the record contradicts itself, so ask what the
        choice's definition would ask."""
        for pattern in choice.patterns:
            both = all(
                any(self.facts.matches(Pattern(pattern.head, (word,)), item).met for word in words)
                for words in (pattern.of, pattern.exceptions)
            )
            for name in pattern.of if both else ():
                for fact, text in self.facts.book.definitions[name].asks:
                    subject = subject_of(item, fact, self.facts)
                    self.questions.append(Question(item.service, subject, fact, text, choice.rule))

    def ask_for_choice(self, item: Item, choice: CodeChoice, verdict: Verdict) -> None:
        """The same, with the questions of the choice itself, and of the definitions that its patterns name."""
        names = {p.head for p in choice.patterns} | {w for p in choice.patterns for w in p.of}
        definitions = self.facts.book.definitions
        own = () if isinstance(choice.select, ByLevel) else choice.select.missing
        asks = {gap.fact: gap.ask for gap in own if gap.ask}
        asks |= {f: a for n in sorted(names) if n in definitions for f, a in definitions[n].asks}
        named = (
            code for n in sorted(names & definitions.keys()) for code in diagnoses_named(definitions[n].when)
        )
        self.ask(item, verdict, asks, choice.rule, tuple(dict.fromkeys(named)))
