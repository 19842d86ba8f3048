"""How good the findings are: gold rows and predicted rows in, a table with counts and 95 % intervals out.

The scores are those of the labelling guide: names as micro precision, recall and F1 over scored ids, events exact and
lenient, stories by B-cubed, places by recall, and every wrong item by name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from model.actor import Roster

Row = Mapping[str, Any]

FACTION_KINDS = frozenset({"faction", "facade", "umbrella", "bloc"})
FREE = frozenset({"axis-of-resistance", "kdp", "puk", "popular-mobilization-commission", "unnamed-iraqi-militias"})
WINGS = {"qais-al-khazali": "sadiqoun", "hadi-al-amiri": "fatah-alliance", "muqtada-al-sadr": "sairoon"}
CONTEXT = frozenset(
    [
        "lebanese-hezbollah",
        "lebanese-kataeb-party",
        "palestinian-fatah",
        "houthis",
        "hamas",
        "palestinian-islamic-jihad",
        "irgc",
        "irgc-quds-force",
        "fatemiyoun-division",
        "islamic-state",
        "baath-remnants",
        "pkk",
        "peshmerga",
        "counter-terrorism-service",
        "rapid-support-forces",
        "libyan-armed-groups",
    ]
)
SCORED = frozenset(
    [
        "kataib-hezbollah",
        "asaib-ahl-al-haq",
        "badr-organization",
        "harakat-al-nujaba",
        "kataib-sayyid-al-shuhada",
        "ansar-allah-al-awfiya",
        "kataib-al-imam-ali",
        "saraya-al-salam",
        "popular-mobilization-forces",
        "islamic-resistance-in-iraq",
        "sadrist-movement",
        "fatah-alliance",
        "state-of-law",
        "coordination-framework",
        "sadiqoun",
        "huquq-movement",
        "sairoon",
        "jaysh-al-mahdi",
        "promised-day-brigade",
        "saraya-al-difa-al-shaabi",
        "iraqi-resistance-coordination-committee",
        "saraya-awliya-al-dam",
        "saraya-al-khorasani",
        "saraya-ashura",
        "kataib-jund-al-imam",
        "ali-al-akbar-brigade",
        "badr-national-current",
        "sinjar-resistance-units",
    ]
)
RESAMPLES = 1000
_NEAR_MISS = re.compile(r"near-miss of ([\w-]+)")


class Dice(Protocol):
    """The part of random.Random that resampling needs; handed in, seeded."""

    def randrange(self, stop: int, /) -> int:
        """A whole number from 0 up to, not including, `stop`."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """Which ids count how, and what a place may be called (normalised)."""

    scored: frozenset[str] = SCORED
    context: frozenset[str] = CONTEXT
    place_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    normalise: Callable[[str], str] = str.casefold


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured share: `hits` of `of`, with its bootstrap 95 % interval."""

    name: str
    value: float
    low: float
    high: float
    hits: float
    of: float


@dataclass(frozen=True, slots=True)
class Wrong:
    """One item that counts against a measure, and how."""

    id: str
    measure: str  # actors, context, hard negatives, event, near-miss, stories, places
    gold: str
    predicted: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one run, and each item that was wrong."""

    items: int
    figures: tuple[Figure, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    gold: Row
    predicted: Row

    @property
    def id(self) -> str:
        return str(self.gold.get("id"))


@dataclass(frozen=True, slots=True)
class _Counts:
    """Per item: right, predicted in vain, missed."""

    right: tuple[int, ...]
    vain: tuple[int, ...]
    missed: tuple[int, ...]


def known(
    roster: Roster,
    place_names: Mapping[str, Iterable[str]],
    normalise: Callable[[str], str],
) -> Known:
    """The ids of the labelling guide and every further Iraqi faction, façade, umbrella or bloc of the roster."""
    ours = {a.id for a in roster.actors.values() if a.kind in FACTION_KINDS and not a.apart}
    names = {id: frozenset(map(normalise, texts)) for id, texts in place_names.items()}
    return Known(SCORED | (frozenset(ours) - CONTEXT - FREE), CONTEXT, names, normalise)


def evaluate(gold: Sequence[Row], predicted: Iterable[Row], known: Known, dice: Dice) -> Evaluation:
    """Score predicted rows (as `annotate` prints them, any order) against gold rows; a missing row found nothing."""
    by_id = {str(row.get("id")): row for row in predicted}
    items = [_Item(row, by_id.get(str(row.get("id")), {})) for row in gold]
    draws = [[dice.randrange(len(items)) for _ in items] for _ in range(RESAMPLES)] if items else []
    wrong: list[Wrong] = []
    figures = [
        *_name_figures("actors", items, known.scored, draws, wrong),
        *_name_figures("context", items, known.context, draws, wrong),
        *_name_figures("actors, Arabic items", _only_arabic(items), known.scored, draws, None),
        *_negative_figures(items, known, draws, wrong),
        *_event_figures(items, draws, wrong),
        *_story_figures(items, draws, wrong),
        *_place_figures(items, known, draws, wrong),
    ]
    return Evaluation(len(items), tuple(figures), tuple(wrong))


# Names


def _only_arabic(items: Sequence[_Item]) -> list[_Item]:
    """The same items with those in other languages emptied, so that draws stay comparable."""
    nothing: Row = {"id": None}
    return [item if item.gold.get("lang") == "ar" else _Item(nothing, nothing) for item in items]


def _texts(value: object) -> set[str]:
    return {str(v) for v in value} if isinstance(value, (list, tuple, set, frozenset)) else set()


def _penalised(item: _Item) -> tuple[set[str], set[str]]:
    """Gold and predicted actors with what the guide leaves free taken out."""
    gold, predicted = _texts(item.gold.get("actors")), _texts(item.predicted.get("actors"))
    if "popular-mobilization-commission" in predicted and "popular-mobilization-forces" in gold:
        predicted.add("popular-mobilization-forces")
    people = _texts(item.gold.get("people")) | _texts(item.predicted.get("people"))
    wings = {wing for person, wing in WINGS.items() if person in people}
    return gold - FREE, predicted - FREE - (wings - gold)


def _name_figures(
    name: str, items: Sequence[_Item], ids: frozenset[str], draws: list[list[int]], wrong: list[Wrong] | None
) -> list[Figure]:
    right, vain, missed = [], [], []
    for item in items:
        gold, predicted = _penalised(item)
        gold, predicted = gold & ids, predicted & ids
        right.append(len(gold & predicted))
        vain.append(len(predicted - gold))
        missed.append(len(gold - predicted))
        if wrong is not None and gold != predicted:
            wrong.append(_wrong_names(name, item, gold, predicted))
    return _prf(name, _Counts(tuple(right), tuple(vain), tuple(missed)), draws)


def _wrong_names(measure: str, item: _Item, gold: set[str], predicted: set[str]) -> Wrong:
    reasons = [f"missed {id}" for id in sorted(gold - predicted)]
    for id in sorted(predicted - gold):
        found = [f"{m.get('text')!r} by {m.get('rule')}" for m in _mentions(item.predicted) if m.get("actor") == id]
        reasons.append(f"false {id}: {', '.join(found[:2])}" if found else f"false {id}")
    return Wrong(item.id, measure, " ".join(sorted(gold)), " ".join(sorted(predicted)), "; ".join(reasons))


def _mentions(row: Row) -> list[Row]:
    found = row.get("mentions")
    return [m for m in found if isinstance(m, Mapping)] if isinstance(found, (list, tuple)) else []


def _prf(name: str, counts: _Counts, draws: list[list[int]]) -> list[Figure]:
    right, vain, missed = sum(counts.right), sum(counts.vain), sum(counts.missed)
    samples = [
        (sum(counts.right[i] for i in d), sum(counts.vain[i] for i in d), sum(counts.missed[i] for i in d))
        for d in draws
    ]
    return [
        _figure(f"{name}: precision", right, right + vain, [(r, r + v) for r, v, _ in samples]),
        _figure(f"{name}: recall", right, right + missed, [(r, r + m) for r, _, m in samples]),
        _figure(f"{name}: F1", 2 * right, 2 * right + vain + missed, [(2 * r, 2 * r + v + m) for r, v, m in samples]),
    ]


def _figure(name: str, hits: float, of: float, samples: Iterable[tuple[float, float]]) -> Figure:
    values = sorted(_ratio(h, o) for h, o in samples)
    low, high = _interval(values) if values else (1.0, 1.0)
    return Figure(name, _ratio(hits, of), low, high, hits, of)


def _ratio(hits: float, of: float) -> float:
    return hits / of if of else 1.0


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of sorted values."""
    last = len(values) - 1
    return values[round(0.025 * last)], values[round(0.975 * last)]


def _share(name: str, hits: Sequence[int], of: Sequence[int], draws: list[list[int]]) -> Figure:
    samples = [(sum(hits[i] for i in d), sum(of[i] for i in d)) for d in draws]
    return _figure(name, sum(hits), sum(of), samples)


# Hard negatives, events


def _negative_figures(items: Sequence[_Item], known: Known, draws: list[list[int]], wrong: list[Wrong]) -> list[Figure]:
    clean, negatives = [], []
    for item in items:
        is_negative = not (_penalised(item)[0] & known.scored)
        false = _penalised(item)[1] & known.scored if is_negative else set()
        negatives.append(int(is_negative))
        clean.append(int(is_negative and not false))
        if false:
            wrong.append(Wrong(item.id, "hard negatives", "", " ".join(sorted(false))))
    return [_share("hard negatives left alone", clean, negatives, draws)]


def _event_figures(items: Sequence[_Item], draws: list[list[int]], wrong: list[Wrong]) -> list[Figure]:
    exact, lenient = [], []
    for item in items:
        gold, second = str(item.gold.get("event") or "other"), item.gold.get("event2")
        predicted = str(item.predicted.get("event") or "other")
        exact.append(int(predicted == gold))
        lenient.append(int(predicted in (gold, second)))
        if not exact[-1]:
            also = f" + {second}" if second else ""
            measure = "event" if not lenient[-1] else "event (second)"
            wrong.append(Wrong(item.id, measure, gold + also, predicted, str(item.predicted.get("why") or "")))
    each = [1] * len(items)
    return [
        _share("event main: exact", exact, each, draws),
        _share("event main: lenient", lenient, each, draws),
    ]


# Stories


def _story_figures(items: Sequence[_Item], draws: list[list[int]], wrong: list[Wrong]) -> list[Figure]:
    gold = [str(i.gold.get("story") or f"alone:{i.id}") for i in items]
    predicted = [str(i.predicted.get("story") or f"alone:{i.id}") for i in items]
    precision, recall = b_cubed(gold, predicted)
    _list_mixed_stories(items, gold, predicted, wrong)
    return [
        _mean("stories, B-cubed: precision", precision, draws),
        _mean("stories, B-cubed: recall", recall, draws),
        _harmonic("stories, B-cubed: F1", precision, recall, draws),
        _near_miss_figure(items, gold, predicted, wrong),
    ]


def b_cubed(gold: Sequence[str], predicted: Sequence[str]) -> tuple[list[float], list[float]]:
    """Per item: the share of its predicted story that is right, and the share of its true story that was found."""
    both = Counter(zip(gold, predicted, strict=True))
    golds, predictions = Counter(gold), Counter(predicted)
    pairs = list(zip(gold, predicted, strict=True))
    return [both[p] / predictions[p[1]] for p in pairs], [both[p] / golds[p[0]] for p in pairs]


def _mean(name: str, values: Sequence[float], draws: list[list[int]]) -> Figure:
    samples = [(sum(values[i] for i in d), len(d)) for d in draws]
    return _figure(name, sum(values), len(values), samples)


def _harmonic(name: str, precision: Sequence[float], recall: Sequence[float], draws: list[list[int]]) -> Figure:
    def f1(p: float, r: float) -> float:
        return 2 * p * r / (p + r) if p + r else 0.0

    size = len(precision)
    value = f1(sum(precision) / size, sum(recall) / size) if size else 1.0
    samples = [(f1(sum(precision[i] for i in d) / size, sum(recall[i] for i in d) / size), 1.0) for d in draws]
    return _figure(name, value * size, size, samples)


def _near_miss_figure(
    items: Sequence[_Item], gold: Sequence[str], predicted: Sequence[str], wrong: list[Wrong]
) -> Figure:
    """Pairs of an item and each member of the story it nearly belongs to; a figure of 1 means that all stand apart."""
    members: dict[str, list[int]] = defaultdict(list)
    for n, story in enumerate(gold):
        members[story].append(n)
    apart = pairs = 0
    for n, item in enumerate(items):
        near = [m for story in _NEAR_MISS.findall(str(item.gold.get("notes") or "")) for m in members.get(story, ())]
        pairs += len(near)
        joined = [m for m in near if predicted[m] == predicted[n]]
        apart += len(near) - len(joined)
        wrong.extend(Wrong(item.id, "near-miss", f"apart from {items[m].id}", "joined") for m in joined)
    value = _ratio(apart, pairs)
    return Figure("near-miss pairs kept apart", value, value, value, apart, pairs)


def _list_mixed_stories(
    items: Sequence[_Item], gold: Sequence[str], predicted: Sequence[str], wrong: list[Wrong]
) -> None:
    """List stories that mix several true ones, and true ones that are told more than once."""
    mixed: dict[str, set[str]] = defaultdict(set)
    told: dict[str, set[str]] = defaultdict(set)
    for g, p in zip(gold, predicted, strict=True):
        mixed[p].add(g)
        told[g].add(p)
    for item, g, p in zip(items, gold, predicted, strict=True):
        if len(mixed[p]) > 1:
            others = " ".join(sorted(mixed[p] - {g}))
            wrong.append(Wrong(item.id, "stories", g, p, f"told together with {others}"))
        elif len(told[g]) > 1:
            wrong.append(Wrong(item.id, "stories", g, p, f"one of {len(told[g])} tellings"))


# Places


def _place_figures(items: Sequence[_Item], known: Known, draws: list[list[int]], wrong: list[Wrong]) -> list[Figure]:
    found, sought = [], []
    for item in items:
        names = _names_of_predicted(item.predicted, known)
        gold = sorted(_texts(item.gold.get("place")))
        missed = [place for place in gold if known.normalise(place) not in names]
        sought.append(len(gold))
        found.append(len(gold) - len(missed))
        if missed:
            wrong.append(Wrong(item.id, "places", " ".join(gold), "", f"missed {', '.join(missed)}"))
    return [_share("places: recall", found, sought, draws)]


def _names_of_predicted(row: Row, known: Known) -> set[str]:
    names: set[str] = set()
    places = row.get("places")
    for place in places if isinstance(places, (list, tuple)) else ():
        if isinstance(place, Mapping):
            names |= {known.normalise(str(place.get("name") or "")), known.normalise(str(place.get("text") or ""))}
            names |= known.place_names.get(str(place.get("id")), frozenset())
    return names


# Telling


def table(result: Evaluation, against: Evaluation | None = None) -> str:
    """The figures as lines of text, with the change where another run is handed in."""
    before = {f.name: f for f in against.figures} if against else {}
    width = max((len(f.name) for f in result.figures), default=0)
    lines = [f"{'measure':<{width}}  value   95 % interval  counts" + ("        change" if before else "")]
    for f in result.figures:
        line = f"{f.name:<{width}}  {f.value:.3f}   {f.low:.3f}-{f.high:.3f}    {_count(f.hits)}/{_count(f.of)}"
        if f.name in before:
            line = f"{line:<{width + 42}}  {f.value - before[f.name].value:+.3f}"
        lines.append(line)
    return "\n".join([f"{result.items} items", *lines])


def _count(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else f"{number:.1f}"


def wrong_lines(wrong: Iterable[Wrong]) -> list[str]:
    """Each wrong item as one line: measure, id, what was right, what was found, why."""
    return [
        f"{w.measure}: {w.id}: {w.gold or 'nothing'} -> {w.predicted or 'nothing'}"
        + (f" ({w.reason})" if w.reason else "")
        for w in wrong
    ]


def changes(result: Evaluation, against: Evaluation) -> tuple[tuple[Wrong, ...], tuple[Wrong, ...]]:
    """What is newly wrong in `result`, and what was wrong in `against` and is right now."""
    now = {(w.measure, w.id) for w in result.wrong}
    then = {(w.measure, w.id) for w in against.wrong}
    broken = tuple(w for w in result.wrong if (w.measure, w.id) not in then)
    mended = tuple(w for w in against.wrong if (w.measure, w.id) not in now)
    return broken, mended


def to_json(result: Evaluation) -> dict[str, Any]:
    """The whole result as plain data."""
    names = ("name", "value", "low", "high", "hits", "of")
    wrongs = ("id", "measure", "gold", "predicted", "reason")
    return {
        "items": result.items,
        "figures": [{n: getattr(f, n) for n in names} for f in result.figures],
        "wrong": [{n: getattr(w, n) for n in wrongs} for w in result.wrong],
    }


def from_json(data: Mapping[str, Any]) -> Evaluation:
    """An earlier result, to compare with; raises KeyError or TypeError where it is none."""
    figures = tuple(Figure(**f) for f in data["figures"])
    return Evaluation(int(data["items"]), figures, tuple(Wrong(**w) for w in data["wrong"]))
