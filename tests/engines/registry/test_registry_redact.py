"""A record may be shown only without the people in it."""

from __future__ import annotations

import json

import pytest
from registry_invented_records import CLASSIC, v1, v2, v2_bytes

from crossroads.engines.registry import record_from_bytes, redact, redact_text


@pytest.mark.parametrize(
    "data", [v2_bytes(), CLASSIC, json.dumps(v1()).encode()], ids=["v2", "classic", "v1"]
)
def test_nobody_is_left_in_a_redacted_record(data: bytes) -> None:
    shown = redact(record_from_bytes(data))
    for private in ("Ada", "Bela", "Cleo", "555", "@"):
        assert private not in shown
    assert "[name withheld]" in shown
    assert "[e-mail withheld]" in shown
    for kept in ("NCT99900001", "University of Nowhere", "Ĉe la Genuo", "99999", "Creaks per step"):
        assert kept in shown


def test_an_individual_sponsor_is_withheld() -> None:
    record = v2()
    record["protocolSection"]["sponsorCollaboratorsModule"]["leadSponsor"] = {
        "name": "Dora Invented",
        "class": "INDIV",
    }
    assert "Dora" not in redact(record_from_bytes(json.dumps(record).encode()))


@pytest.mark.parametrize(
    ("citation", "shown"),
    [
        ("Invented A, Made-Up BC. Walking. J Knees. 2020.", "[names withheld]. Walking. J Knees. 2020."),
        ("Invented A, et al. Walking. J Knees.", "[names withheld]. Walking. J Knees."),
        ("Walking, by Ada Invented", "[citation withheld]"),
    ],
)
def test_authors_are_people_too(citation: str, shown: str) -> None:
    record = v2()
    record["protocolSection"]["referencesModule"] = {"references": [{"pmid": "1", "citation": citation}]}
    assert json.dumps(shown) in redact(record_from_bytes(json.dumps(record).encode()))


@pytest.mark.parametrize(
    "private",
    [
        "ada@nowhere.example",
        "ada.b+c@mail.nowhere.example",
        "ada [at] nowhere.example",
        "202-555-0143",
        "(202) 555-0143",
        "1-800-555-0143",
        "+44 20 7946 0000",
        "+1 (202) 555.0143",
        "202.555.0143",
        "1-800-EXAMPLE",
    ],
)
def test_free_text_loses_addresses_and_numbers(private: str) -> None:
    shown = redact_text(f"Please write or call {private}, any day.")
    assert private not in shown
    assert shown.startswith("Please write or call [")
    assert shown.endswith("withheld], any day.")


@pytest.mark.parametrize(
    "text",
    [
        "Platelets >= 100,000/mm3 and age 18-65",
        "from 2021-03-04 to 2022-05-06",
        "NCT01234567 and ISRCTN12345678",
        "dose 100 - 200 mg, 1000-2000 ml",
        "doi: 10.1186/s12874-020-01012-z",
    ],
)
def test_free_text_keeps_what_is_no_address(text: str) -> None:
    assert redact_text(text) == text
