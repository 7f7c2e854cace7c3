"""The explanation of one claim, whole. Amounts are cents; what is said is in words that a biller reads."""

from __future__ import annotations

from engine.claim import ClaimLine, Coded, NoteWords, Part, Query, Unreported


class Authority(Part):
    """A rule that something rests on, and where it is written."""

    rule: str
    because: str = ""
    cites: tuple[str, ...] = ()
    carc: str = ""
    confidence: str = ""


class DocumentedFact(Part):
    """A fact of the record that a line rests on, with the words of the note where the record gives them."""

    about: str
    """``s1 (lesion A)``."""
    fact: str
    value: str
    notes: tuple[NoteWords, ...] = ()


class Neighbour(Part):
    """A code next to the one chosen, and what keeps the record from it."""

    hcpcs: tuple[str, ...]
    says: str


class WhyModifier(Part):
    """A modifier on a line: what it does there, on what basis, and why this one and there."""

    modifier: str
    means: str
    says: str
    rests_on: tuple[Authority, ...]


class PriceStep(Part):
    """One step from the fee schedule to what the line pays: the cents after it, of one unit or of the line."""

    says: str
    cents: int | None = None


class LineStory(Part):
    """Everything about one line."""

    line: ClaimLine
    words: str
    facts: tuple[DocumentedFact, ...]
    chosen_by: Authority
    measured: str
    """How the choice came to the code and units."""
    neighbours: tuple[Neighbour, ...]
    modifiers: tuple[WhyModifier, ...]
    price: tuple[PriceStep, ...]
    also_by: tuple[Authority, ...] = ()
    """Other rules that the line rests on."""


class LeftOff(Part):
    """A documented service that is not on the claim."""

    what: Unreported
    words: str
    rests_on: Authority


class RunnerUp(Part):
    """The best compliant claim but one. `less_cents` is how much less it pays."""

    claim: str
    cents: int
    less_cents: int
    says: str


class Answered(Part):
    """One answer to a question and the claim that it would lead to. `difference_cents` may be below nothing."""

    answer: str
    claim: str
    difference_cents: int


class Asked(Part):
    """A question to the clinician with where each answer leads."""

    query: Query
    answers: tuple[Answered, ...]


class Exposure(Part):
    """A documented fact that the claim depends on: were it wrong, this much of the claim would not stand."""

    about: str
    fact: str
    says: str
    at_risk_cents: int
    then: str
    """The best compliant claim in that case."""
    notes: tuple[NoteWords, ...] = ()


class Edge(Part):
    """An edit between two lines of the claim or of the candidates, for the picture of conflicts."""

    column1: str
    column2: str
    """Names of the nodes."""
    lifted_by: tuple[str, ...] = ()
    """Modifiers that lift it on this claim; empty where it stands."""
    says: str = ""
    rests_on: Authority


class Node(Part):
    """A candidate line in the picture of conflicts; `billed` says whether the claim has it."""

    id: str
    hcpcs: str
    words: str
    billed: bool


class Explanation(Part):
    """The whole: the answer, and why it is so."""

    coded: Coded
    lines: tuple[LineStory, ...]
    left_off: tuple[LeftOff, ...]
    runner_up: RunnerUp
    questions: tuple[Asked, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    """The most dangerous first."""
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    def to_json(self) -> str:
        """One line of JSON, keys in a fixed order."""
        return self.model_dump_json()
