"""The finder: a person's words, age, sex and place -> ranked studies, each with its reasons.

>>> import sqlite3
>>> index = SqliteIndex(sqlite3.connect(":memory:"))
>>> index.build([StudyEntry("S1", title="Tea for asthma", conditions=("Asthma",), minimum_age=18.0)])
1
>>> profile = read("my wife has asthma, she is 34", Lexicon())
>>> [(found.id, found.reasons[0].sentence) for found in Finder(index).find(profile)]
[('S1', 'Looks for people with asthma.')]
"""

from crossroads.engines.finder.finding import Finder, Limits, SpeaksAgainst, nearest
from crossroads.engines.finder.index import Filters, Index, Query, Stored
from crossroads.engines.finder.lexicon import Lexicon, Vocabulary
from crossroads.engines.finder.places import distance_km, find_place, read_place
from crossroads.engines.finder.postgresql_index import PostgresqlIndex
from crossroads.engines.finder.ranking import FoldedStudy, Scorer, Statistics, Weights, fold_study
from crossroads.engines.finder.reading import read
from crossroads.engines.finder.rows import age_in_years, read_entry, read_profile
from crossroads.engines.finder.sqlite_index import SqliteIndex
from crossroads.engines.finder.values import (
    Found,
    Kind,
    Place,
    Profile,
    Reason,
    ReasonCode,
    Said,
    Standing,
    StudyEntry,
    StudySite,
)

__all__ = [
    "Filters",
    "Finder",
    "FoldedStudy",
    "Found",
    "Index",
    "Kind",
    "Lexicon",
    "Limits",
    "Place",
    "PostgresqlIndex",
    "Profile",
    "Query",
    "Reason",
    "ReasonCode",
    "Said",
    "Scorer",
    "SpeaksAgainst",
    "SqliteIndex",
    "Standing",
    "Statistics",
    "Stored",
    "StudyEntry",
    "StudySite",
    "Vocabulary",
    "Weights",
    "age_in_years",
    "distance_km",
    "find_place",
    "fold_study",
    "nearest",
    "read",
    "read_entry",
    "read_place",
    "read_profile",
]
