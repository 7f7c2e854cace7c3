"""The judge of variations finds what it is there to find; answers are made up here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.variations import judged
from tests.variations.judged import Answer, failures
from tests.variations.varied import Variation

BARE, VARIED = {"encounter": "bare"}, {"encounter": "varied"}


def broken(
    monkeypatch: pytest.MonkeyPatch, bare: Answer, varied: Answer | Exception, **more: Any
) -> list[str]:
    def answered(record: dict[str, Any], questions: bool = False, keep: bool = False) -> Answer:
        found = bare if record is BARE else varied
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(judged, "answered", answered)
    variation = Variation("lesions[].kind", "nonsense", "zzqx", VARIED, (BARE,), **more)
    return [each.broken for each in failures(variation)]


CODED = Answer(False, 1000, "11102 |  | 1000", "[]")
DEARER = Answer(False, 2000, "11104 |  | 2000", "[]")
REFUSED = Answer(True, problems="lesions[0].kind: expected a word that the policy knows")


@pytest.mark.parametrize(
    ("bare", "varied", "more", "expected"),
    [
        (CODED, CODED, {}, []),
        (CODED, REFUSED, {"named": "zzqx", "told": True}, []),
        (CODED, Answer(True), {}, ["swallowed"]),
        (CODED, DEARER, {}, ["pays-more"]),
        (DEARER, CODED, {}, []),
        (DEARER, CODED, {"told": True}, ["silent"]),
        (DEARER, Answer(False, 1000, "11102 |  | 1000", "[which?]"), {"told": True}, []),
        (DEARER, CODED, {"same": True}, ["not-the-same"]),
        (CODED, CODED, {"named": "zzqx"}, ["swallowed"]),
        (CODED, Answer(False, 1000, "11102 |  | 1000", "[ZZQX]"), {"named": "zzqx"}, []),
        (REFUSED, DEARER, {}, []),
        (CODED, ZeroDivisionError("a vial of nothing"), {}, ["crash"]),
    ],
    ids=[
        "nothing",
        "refused",
        "refused-without-a-word",
        "dearer",
        "cheaper",
        "cheaper-in-silence",
        "cheaper-and-asked",
        "free-text-that-matters",
        "a-word-nobody-names",
        "a-word-that-is-named",
        "nothing-to-compare-with",
        "a-traceback",
    ],
)
def test_the_judge_finds(
    monkeypatch: pytest.MonkeyPatch,
    bare: Answer,
    varied: Answer | Exception,
    more: dict[str, Any],
    expected: list[str],
) -> None:
    assert broken(monkeypatch, bare, varied, **more) == expected
