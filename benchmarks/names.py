"""How fast names are found, how soon the matcher is ready, and the same for two well-known libraries.

    python -m benchmarks.names [--texts 20000]

The texts are title and summary of about 600 characters: one in three holds one of the labelled items, the others
look-alikes and unrelated text; about half is Arabic or Persian. A second row has a labelled item in every text. One
core, CPU time, matcher called in this process; then the same lines through `annotate --only names`. The PhraseMatcher
of spaCy and flashtext look for the listed names and no more: no re-spellings, no context, no offsets in the original.
They are `pip install spacy flashtext` away, and left out where they are not installed.
"""

import argparse
import importlib.util
import io
import json
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.respelling import english
from bot.programs.annotate import annotate
from bot.wiring import read_gazetteer
from intel.annotate import Annotator
from intel.names import NameFinder
from intel.roster import parse_roster
from model.actor import Roster
from model.item import Document

TOP = Path(__file__).parents[1]
LENGTH = 600
FILLERS = {  # everyday sentences, to bring Arabic and Persian items to length as documentation does English ones
    "ar": (
        "ارتفعت أسعار الخضار في الأسواق خلال الأسبوع الماضي بعد موجة برد شديدة أتلفت جزءا من المحصول.",
        "وقالت هيئة الأرصاد الجوية إن الأمطار ستستمر حتى نهاية الأسبوع مع انخفاض في درجات الحرارة ليلا.",
        "افتتح متحف صغير في المدينة القديمة معرضا للصور يضم أعمال عشرين مصورا من الشباب.",
        "أظهرت دراسة جديدة أن المشي نصف ساعة كل يوم يحسن النوم ويخفف التوتر عند كبار السن.",
        "أعلنت الشركة تأجيل إطلاق هاتفها الجديد شهرين بسبب نقص في قطع الغيار المستوردة.",
        "يعاني المزارعون من شح المياه، ويطالبون بحفر آبار جديدة وإصلاح القنوات قبل الصيف.",
    ),
    "fa": (
        "قیمت میوه در بازار این هفته پس از سرمای شدید و یخبندان باغ‌ها افزایش یافت.",
        "سازمان هواشناسی از بارش برف در ارتفاعات و باران در دشت‌ها تا پایان هفته خبر داد.",
        "نمایشگاهی از عکس‌های خیابانی با آثار بیست عکاس جوان در نگارخانه شهر گشایش یافت.",
        "پژوهشی تازه نشان می‌دهد نیم ساعت پیاده‌روی روزانه خواب سالمندان را بهتر می‌کند.",
    ),
}
Row = dict[str, Any]


def rows(file: str) -> list[Row]:
    """The lines of a file of the corpus."""
    return [json.loads(line) for line in (TOP / "tests/corpus" / file).read_text(encoding="utf-8").splitlines()]


def texts(count: int, named: int, seed: int = 3) -> list[Row]:
    """Items of about LENGTH characters; one in `named` begins with a labelled item."""
    rng, items, others = random.Random(seed), rows("items.jsonl"), rows("near_names.jsonl")
    plain = [text for text in english() if len(text) > 80]
    made = []
    for number in range(count):
        first = rng.choice(items if number % named == 0 else others)
        summary = first["summary"]
        while len(first["title"]) + len(summary) < LENGTH:
            more = rng.choice(plain if first["lang"] == "en" else FILLERS[first["lang"]])
            summary = " ".join((summary, *more.split()))
        made.append({"id": str(number), "title": first["title"], "summary": summary[: LENGTH - len(first["title"])]})
    return made


def documents(made: Sequence[Row]) -> list[Document]:
    """The texts as documents."""
    return [Document(id=row["id"], title=row["title"], summary=row["summary"]) for row in made]


def rate(work: Callable[[Document], object], found: Sequence[Document]) -> float:
    """Documents a second of CPU time, best of three."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        for document in found:
            work(document)
        best = max(best, len(found) / (time.process_time() - started))
    return best


def peak() -> float:
    """Most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ready(build: Callable[[], Any]) -> tuple[Any, float, float]:
    """What was built, milliseconds (best of three), and megabytes added by the first."""
    before = peak()
    started = time.perf_counter()
    built = build()
    times, added = [time.perf_counter() - started], peak() - before
    for _ in range(2):
        started = time.perf_counter()
        build()
        times.append(time.perf_counter() - started)
    return built, min(times) * 1000, added


def listed(roster: Roster) -> Iterator[tuple[str, str]]:
    """Name and bearer, short names included."""
    for one in (*roster.actors.values(), *roster.people.values()):
        yield from ((name.text, one.id) for name in one.names)
        yield from ((short.text, one.id) for short in one.short)


def phrase_matcher(roster: Roster) -> Callable[[Document], object]:
    """spaCy's, on lower-cased tokens."""
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for name, bearer in listed(roster):
        matcher.add(bearer, [language.make_doc(name)])
    return lambda document: matcher(language.make_doc(f"{document.title}\n{document.summary}"))


def keywords(roster: Roster) -> Callable[[Document], object]:
    """flashtext's, without regard to case."""
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for name, bearer in listed(roster):
        processor.add_keyword(name, bearer)
    return lambda document: processor.extract_keywords(f"{document.title}\n{document.summary}", span_info=True)


def annotated(made: Sequence[Row], annotator: Annotator) -> float:
    """Items a second of CPU time through `annotate --only names`, best of three; reading and writing JSON included."""
    lines, best = [json.dumps(row, ensure_ascii=False) for row in made], 0.0
    for _ in range(3):
        started = time.process_time()
        annotate(lines, io.StringIO(), annotator, only_names=True, stories=False)
        best = max(best, len(lines) / (time.process_time() - started))
    return best


def main() -> None:
    """Print a line for each matcher."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=20_000)
    count = parser.parse_args().texts
    source = (TOP / "actors.yaml").read_text(encoding="utf-8")
    roster, reading, reading_mb = ready(lambda: parse_roster([("actors.yaml", source)]))
    finder, building, building_mb = ready(lambda: NameFinder(roster))
    print(f"roster read in {reading:.0f} ms (+{reading_mb:.0f} MB)")
    print(f"matcher ready in {building:.0f} ms (+{building_mb:.0f} MB)")
    annotator = Annotator(roster, read_gazetteer())
    mixed, dense = texts(count, named=3), texts(count // 4, named=1)
    for label, made in (("one text in three with an item", mixed), ("an item in every text", dense)):
        found = documents(made)
        hits = sum(len(finder.find(document).mentions) for document in found) / len(found)
        print(f"{label}: {rate(finder.find, found):,.0f} items/s ({hits:.2f} mentions a text, {len(found):,} texts)")
        print(f"  annotate --only names: {annotated(made, annotator):,.0f} items/s")
        for name, build in (("spacy", phrase_matcher), ("flashtext", keywords)):
            if importlib.util.find_spec(name):
                peer, took, added = ready(lambda build=build: build(roster))
                some = found[: len(found) // 4]
                print(f"  {name}: {rate(peer, some):,.0f} items/s, ready in {took:.0f} ms (+{added:.0f} MB)")


if __name__ == "__main__":
    main()
