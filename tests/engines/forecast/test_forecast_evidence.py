"""The evidence that every number of a forecast rests on: published figures with their sources."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from itertools import pairwise

import pytest

from crossroads.engines.errors import CrossroadsError, InputProblem, ManyProblems, each_problem
from crossroads.engines.forecast import Channel, Design, load_evidence, parse_evidence
from crossroads.engines.forecast.evidence import NESTED

PACKAGE = "crossroads.engines.forecast"
LONGEST_CELL_WORDS = 4  # a name, a condition, a unit; never a sentence


def text_of(name: str) -> str:
    return files(PACKAGE).joinpath(name).read_text(encoding="utf-8")


ROWS, REVIEWS = text_of("evidence.csv"), text_of("reviews.csv")
HEADER = ROWS.splitlines()[0]


def with_row(**cells: str) -> str:
    """An evidence table of one row; what is not named is the plain row below."""
    plain = {
        "id": "E001",
        "study": "invented-2020",
        "design": "survey",
        "channel": "paid_social",
        "doi": "10.1/x",
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow({**plain, **cells})
    return out.getvalue()


def test_the_shipped_evidence_reads_without_a_problem():
    evidence = load_evidence()
    assert len(evidence.rows) >= 150
    assert len({row.study for row in evidence.rows}) >= 75
    assert {row.design for row in evidence.rows} == set(Design)
    assert {row.channel for row in evidence.rows} == set(Channel)


def test_every_row_names_its_source():
    evidence = load_evidence()
    for row in (*evidence.rows, *evidence.reviews):
        assert row.doi.startswith("10.") or row.url.startswith("http"), row.id


def test_every_row_says_something_and_says_when():
    for row in load_evidence().rows:
        counts = (
            row.impressions,
            row.clicks,
            row.landing_visits,
            row.interested,
            row.eligible_by_site,
            row.final,
        )
        assert any(
            value is not None for value in (*counts, row.spend, row.cost_per_click, row.cost_per_unit)
        ), row.id
        assert row.year is None or 2005 <= row.year <= 2026, row.id


def test_counts_that_are_part_of_one_another_never_grow():
    for row in load_evidence().rows:
        chain = [count for name in NESTED if (count := getattr(row, name)) is not None]
        assert all(more >= fewer for more, fewer in pairwise(chain)), row.id
        if row.clicks is not None and row.impressions is not None:
            assert row.clicks <= row.impressions, row.id
        if row.clicks is not None and row.final is not None:
            assert row.final <= row.clicks, row.id


@pytest.mark.parametrize("name", ["evidence.csv", "reviews.csv"])
def test_the_tables_hold_figures_and_names_but_no_sentences(name):
    for line in csv.DictReader(io.StringIO(text_of(name))):
        for column, cell in line.items():
            assert len(cell.split()) <= LONGEST_CELL_WORDS, (line["id"], column, cell)


def test_a_study_is_of_one_design_only():
    """Rows of a study may differ in channel, never in how much it asked of people."""
    designs: dict[str, set[Design]] = {}
    for row in load_evidence().rows:
        designs.setdefault(row.study, set()).add(row.design)
    assert [study for study, found in designs.items() if len(found) > 1] == []


def test_the_published_comparison_adds_up():
    """Topolovec-Vranic & Natarajan 2016: 12 best, 15 not, 3 equal, of 30."""
    evidence = load_evidence()
    best, not_best, equal = (evidence.review(f"social_{how}") for how in ("best", "not_best", "equal"))
    assert (best.count, not_best.count, equal.count, best.of) == (12, 15, 3, 30)
    assert best.doi == "10.2196/jmir.5698"


def test_the_version_changes_with_any_cell():
    changed = ROWS.replace("6490", "6491", 1)
    assert changed != ROWS
    assert parse_evidence(changed, REVIEWS).version != load_evidence().version
    assert parse_evidence(ROWS, REVIEWS).version == load_evidence().version


def test_one_study_can_be_left_out():
    evidence = load_evidence().without("cook-2021")
    assert "cook-2021" not in {row.study for row in evidence.rows}
    assert evidence.version != load_evidence().version


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"doi": ""}, "forecast.evidence_no_source"),
        ({"study": ""}, "forecast.evidence_unreadable"),
        ({"design": "opinion"}, "forecast.evidence_unreadable"),
        ({"channel": "pigeon"}, "forecast.evidence_unreadable"),
        ({"clicks": "many"}, "forecast.evidence_unreadable"),
        ({"clicks": "-1"}, "forecast.evidence_unreadable"),
        ({"clicks": "1.5"}, "forecast.evidence_unreadable"),
        ({"clicks": "nan"}, "forecast.evidence_unreadable"),
        ({"spend": "inf", "currency": "USD"}, "forecast.evidence_unreadable"),
        ({"spend": "100"}, "forecast.evidence_no_currency"),
        ({"cost_per_unit": "5", "currency": "USD"}, "forecast.evidence_unreadable"),
        ({"clicks": "10", "enrolled": "11"}, "forecast.evidence_not_nested"),
    ],
)
def test_a_bad_row_is_told_with_its_line(cells, code):
    with pytest.raises(InputProblem) as told:
        parse_evidence(with_row(**cells), REVIEWS)
    assert told.value.code == code
    assert told.value.where.line == 2
    assert "(" not in told.value.message, "a parameter of the sentence is missing"


def test_all_bad_rows_are_told_in_one_pass():
    bad = with_row(clicks="x") + with_row(doi="").splitlines()[1] + "\n" + with_row(id="E009").splitlines()[1]
    with pytest.raises(ManyProblems) as told:
        parse_evidence(bad + "\n" + with_row(id="E009").splitlines()[1], REVIEWS)
    codes: list[str] = [problem.code for problem in each_problem(told.value)]
    assert codes == [
        "forecast.evidence_unreadable",
        "forecast.evidence_no_source",
        "forecast.evidence_repeated_id",
    ]
    assert isinstance(told.value, CrossroadsError)


def test_a_review_without_a_source_or_with_a_word_for_a_number_is_told():
    header = REVIEWS.splitlines()[0]
    with pytest.raises(ManyProblems) as told:
        parse_evidence(with_row(), f"{header}\nV01,a,2020,m,,,,,,,\nV02,a,late,m,,,,,,10.1/x,\n")
    assert [problem.where.line for problem in told.value.problems] == [2, 3]
