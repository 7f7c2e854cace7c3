"""The Python API: three verbs, and one error for whatever cannot be used."""

import json

import pytest

from claimwright import BadInput, audit, explain, optimise
from engine.encounter import Encounter
from tests.cli.golden import EXAMPLES, run

TEXT = (EXAMPLES / "worked" / "09-cyst-with-layered-closure.json").read_text()


def test_an_encounter_may_be_text_data_or_a_model() -> None:
    claims = {optimise(given).claim.text() for given in (TEXT, json.loads(TEXT), Encounter.from_json(TEXT))}
    assert claims == {"12032, 11402"}


def test_audit() -> None:
    assert audit(TEXT, "12032, 11402").compliant
    found = audit(TEXT, "12032, 11404", "com-a")
    assert not found.compliant
    assert found.payer == found.better.payer == "com-a"


def test_explain_is_the_page_of_the_command() -> None:
    page = run("optimize", "examples/worked/09-cyst-with-layered-closure.json").stdout
    assert explain(TEXT) + "\n" == page


@pytest.mark.parametrize("bad", ["{", "[]", '{"encounter": "e"}', f"[{TEXT}, {TEXT}]"])
def test_bad_input(bad: str) -> None:
    with pytest.raises(BadInput) as error:
        optimise(bad)
    assert error.value.problems


def test_bad_payer_and_bad_claim() -> None:
    with pytest.raises(BadInput, match="com-aa"):
        optimise(TEXT, "com-aa")
    with pytest.raises(BadInput, match="com-aa"):
        audit(TEXT, "11402", "com-aa")
    with pytest.raises(BadInput, match="five characters"):
        audit(TEXT, "1140")
