"""What is done quickly gives what the plain way gives: on labelled items, look-alikes, and mixtures of them."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from intel.classify import LATER, Classifier, _scores
from intel.dates import _bare, _in_clause, find_when
from intel.leaning import pack, unpack
from intel.lexicon import WORDS, Lexicon, _agrees
from intel.names import NameFinder
from intel.normalise import normalise
from intel.patterns import match
from intel.places import PlaceFinder
from intel.reading import Reader
from intel.roles import Roles
from model.item import Document

CORPUS = Path(__file__).parents[1] / "corpus"
AT = datetime(2026, 1, 28, 9, tzinfo=UTC)
NOISE = [
    "'s",
    "’",
    "\u0640",
    "\u200c",
    "&amp;",
    "P.M.F.",
    "\ue001",
    "(KH)",
    "12",
    "45th Brigade",
    "اللواء 12",
    "?",
    ";",
]


@cache
def pieces():
    """Titles and summaries of all labelled items and look-alikes."""
    lines = (CORPUS / name for name in ("items.jsonl", "near_names.jsonl"))
    rows = [json.loads(line) for file in lines for line in file.read_text(encoding="utf-8").splitlines()]
    return [text for row in rows for text in (row["title"], row["summary"]) if text]


@cache
def words():
    return sorted({word for piece in pieces() for word in piece.split()} | set(NOISE))


TEXTS = st.one_of(
    st.deferred(lambda: st.sampled_from(pieces())),
    st.deferred(lambda: st.lists(st.sampled_from(words()), max_size=40).map(" ".join)),
    st.deferred(lambda: st.lists(st.sampled_from(pieces()), min_size=2, max_size=4).map(" ".join)),
)
DOCUMENTS = st.builds(Document, st.just("d"), TEXTS, TEXTS, st.one_of(st.just(""), TEXTS), st.sampled_from([AT, None]))


@cache
def finders(annotator):
    """Each finder on its own, sharing nothing."""
    classifier = Classifier()
    reader = Reader(annotator.roster, annotator.gazetteer, annotator._lexicon)
    return NameFinder(annotator.roster), PlaceFinder(annotator.gazetteer), reader, classifier


def read(annotator, document):
    names, places, reader, _ = finders(annotator)
    found = names.find(document)
    return reader.read(document, found, places.find(document, found))


@settings(max_examples=60, deadline=None)
@given(document=DOCUMENTS)
def test_finders_that_share_a_reading_find_what_each_finds_alone(annotator, document):
    """Fields are normalised once for all; what names, places and clauses read into them is their own matter."""
    names, places, _, _ = finders(annotator)
    found = names.find(document)
    whole = annotator.annotate(document)

    assert whole.names == found
    assert tuple(p for p in whole.places if not p.implied) == places.find(document, found)
    assert annotator.annotate(document) == whole  # what was remembered of the first reading changes nothing


@settings(max_examples=60, deadline=None)
@given(document=DOCUMENTS)
def test_a_gate_that_stays_shut_hides_no_name(annotator, document):
    """Where the quick test says no, the whole finder finds nobody."""
    text = "\n".join(text for _, text in document.fields())
    if not annotator.gate(text):
        assert annotator.names(document).mentions == ()


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_phrases_looked_up_by_their_second_word_are_those_found_one_by_one(text):
    """Each phrase of the lexicon is tried at each word."""
    lexicon, tokens = plain_lexicon(), normalise(text).split()

    assert lexicon.masks(tokens) == [slowly(lexicon, tokens, at) for at in range(len(tokens))]


@cache
def plain_lexicon():
    return Lexicon(WORDS.items())


def slowly(lexicon, tokens, at):
    bits = lexicon.classes(tokens[at])
    for form in lexicon_forms(tokens[at]):
        for phrase, bit in lexicon._starting(form):
            if at + len(phrase) <= len(tokens) and all(_agrees(tokens[at + n], w) for n, w in enumerate(phrase) if n):
                bits |= bit
    return bits


def lexicon_forms(token):
    from intel.lexicon import SIGNS, _bare_forms

    return () if token in SIGNS else (token, *_bare_forms(token))


@settings(max_examples=60, deadline=None)
@given(document=DOCUMENTS)
def test_the_index_of_patterns_passes_over_none_that_fits(annotator, document):
    """The best score of each type is that of all patterns tried on all clauses."""
    classifier = annotator._classifier
    patterns = list(classifier._compiled())
    clauses = read(annotator, document)
    title, body = {}, {}
    for clause in clauses:
        best = title if clause.title else body
        factor = clause.weight * (LATER if clause.sentence and not clause.title else 1.0)
        for pattern in patterns:
            if match(pattern, clause.masks, clause.present) is not None:
                best[pattern.type] = max(best.get(pattern.type, 0.0), pattern.strength * factor)
    quick = classifier._hits(clauses)

    assert [{kind: hit.score for kind, hit in hits.items()} for hits in quick] == [title, body]
    assert classifier.scores(clauses) == _scores(*quick)


@settings(max_examples=60, deadline=None)
@given(document=DOCUMENTS)
def test_clauses_without_anybody_tell_no_role(annotator, document):
    """Roles are the same where every clause is tried."""
    roles, everywhere = annotator._roles, Roles(annotator._lexicon.bit)
    everywhere._who = dict.fromkeys(everywhere._who, -1)
    clauses = [c._replace(present=c.present | 1 << 5_000) for c in read(annotator, document)]
    mentions = annotator.names(document).mentions
    for role in ("claimed_by", "attributed_to", "targets"):
        assert roles.find(role, clauses, mentions) == everywhere.find(role, clauses, mentions)


@settings(max_examples=100, deadline=None)
@given(document=DOCUMENTS)
def test_days_are_found_in_every_word(annotator, document):
    """Only words that may tell a day are looked at closely; none of the others tells one."""
    from intel.dates import _HINTED, _HINTS

    clauses = read(annotator, document)
    assert all(word in _HINTED for c in clauses for word in c.words if _bare(word) in _HINTS)
    told = [when for c in clauses for when in _in_clause(c.words, AT.date())]
    if not told:
        assert find_when(clauses, None) is None


@given(st.lists(st.lists(st.integers(-9_000, 9_000), min_size=18, max_size=18), min_size=1, max_size=40))
def test_packed_numbers_add_up_each_for_itself(rows):
    """A sum of packed rows is the packed row of sums, negative ones included."""
    assert unpack(sum(map(pack, rows))) == [sum(column) for column in zip(*rows, strict=True)]
