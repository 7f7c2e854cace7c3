"""A rulebook of words and sites only."""

from datetime import date

from rules_dsl.rulebook import RuleBook, Site, Vocabulary, Word


def vocabulary(name: str, *words: Word) -> Vocabulary:
    return Vocabulary(name, {word.name: word for word in words})


def small_rulebook() -> RuleBook:
    vocabularies = (
        vocabulary(
            "technique",
            Word("tangential", aliases=("shave",)),
            Word("tangential-biopsy", "tangential", (("intent", "diagnosis"),), ("shave-biopsy",)),
            Word("punch"),
            Word("excision", "", (("intent", "removal"),)),
            Word("destruction", "", (("intent", "removal"),), ("cryotherapy", "ed-and-c")),
            Word("snipping", "", (("intent", "removal"),)),
        ),
        vocabulary("intent", Word("diagnosis", aliases=("biopsy",)), Word("removal")),
        vocabulary(
            "lesion-kind",
            Word("benign-lesion"),
            Word("nevus", "benign-lesion", aliases=("mole",)),
            Word("actinic-keratosis", aliases=("ak",)),
            Word("scc-in-situ", aliases=("bowens-disease",)),
        ),
        vocabulary("symptom", Word("bleeding"), Word("pain", aliases=("painful",))),
        vocabulary("pathology-result", Word("benign"), Word("malignant")),
        vocabulary("problem-status", Word("minor"), Word("not-at-goal", aliases=("worsening",))),
        vocabulary("risk-decision", Word("prescription-drug", aliases=("rx",))),
        vocabulary("data-kind", Word("category-1"), Word("test-ordered", "category-1", aliases=("lab",))),
        vocabulary("free-margin", Word("helical-rim", aliases=("helix",))),
    )
    sites = (
        Site("face"),
        Site("cheek", "face"),
        Site("back", aliases=("upper-back",)),
        Site("hand"),
        Site("neck"),
    )
    return RuleBook(
        policy="small",
        title="Words only",
        invented=True,
        chain=("small",),
        as_of=date(2026, 10, 15),
        rules={},
        vocabularies={v.name: v for v in vocabularies},
        sites={site.name: site for site in sites},
        plain_words={},
    )
