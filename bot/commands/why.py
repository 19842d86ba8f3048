"""/why item: why an item or a text is matched, typed and placed as it is, and what was rejected."""

from collections.abc import Iterator

from bot.briefing import Action, Briefing, Line, Section
from bot.command import Argument, Command, Request, refusal
from bot.lines import actor_name, losses, place_name, type_name, whose_name
from model.finding import Annotation
from model.item import Document
from model.story import Story
from store import Questions

SHORTEST = 3  # words of a text that is annotated on the spot
LARGEST = (1 << 63) - 1


def run(request: Request, item: str) -> Briefing:
    """The reasons behind a stored item or story, or behind the text itself."""
    written = item.strip().lstrip("#")
    with request.store.read() as q:
        found = _stored(q, written)
    if found is not None:
        return _briefing(request, *found)
    if len(written.split()) < SHORTEST:
        return refusal(request.texts.say("why.unknown", item=request.texts.isolate(written[:60])), request.texts)
    document = Document(title=written, published=request.now)
    return _briefing(request, document, request.knowledge.annotator.annotate(document), None)


def _stored(q: Questions, written: str) -> tuple[Document, Annotation, Story | None] | None:
    """An item by its number, or the headline's item of a story."""
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= 19 else None
    story = q.stories.get(written.lower())
    if story:
        number = story.headline_item
    item = q.items.get(number) if number is not None and number <= LARGEST else None
    if item is None:
        return None
    if story is None:
        of_item = q.stories.of_items((item.id,)).get(item.id)
        story = q.stories.get(of_item) if of_item else None
    return item.document, q.items.annotation(item.id), story


def _briefing(request: Request, document: Document, found: Annotation, story: Story | None) -> Briefing:
    t = request.texts
    sections = (
        Section(t.say("why.names"), tuple(_mentions(request, found))),
        Section(t.say("why.rejected"), tuple(_rejections(request, found))),
        Section(t.say("why.event"), tuple(_event(request, found))),
    )
    actions = (Action(t.say("action.back"), f"/story {story.id}"),) if story else ()
    return Briefing(
        "why",
        t.say("why.title"),
        t.say("quoted", text=t.isolate(document.title[:300])),
        sections=tuple(s for s in sections if s.lines),
        actions=actions,
        as_of=request.now,
        warnings=() if found.names.mentions else (t.say("why.nothing"),),
    )


def _mentions(request: Request, found: Annotation) -> Iterator[Line]:
    """Which words named whom, by which rule; each once."""
    t, told = request.texts, set[tuple[str, str, str]]()
    for m in found.names.mentions:
        whom = m.actor or m.person or ""
        key = (m.span.text, whom, m.rule)
        if key in told:
            continue
        told.add(key)
        text = t.isolate(m.span.text) or t.say("why.documented")
        rule = t.say(f"rule.{m.rule}") if t.has(f"rule.{m.rule}") else m.rule
        yield Line(
            t.say(
                "why.matched", text=text, name=whose_name(request, whom), rule=rule, confidence=f"{m.confidence:.2f}"
            ),
            actors=(m.actor,) if m.actor else (),
        )


def _rejections(request: Request, found: Annotation) -> Iterator[Line]:
    """Names that were seen and not matched, with the reason."""
    t, told = request.texts, set[tuple[str, str]]()
    for r in found.names.rejections:
        if (r.span.text, r.reason) in told:
            continue
        told.add((r.span.text, r.reason))
        names = t.join(whose_name(request, c) for c in r.candidates)
        key = f"rejected.{r.reason}"
        reason = t.say(key, cue=t.isolate(r.cue)) if t.has(key) else r.reason
        yield Line(t.say("why.not", text=t.isolate(r.span.text), names=names, reason=reason))


def _event(request: Request, found: Annotation) -> Iterator[Line]:
    """The type and what decided it, places, casualties, roles."""
    t, event = request.texts, found.event
    kinds = [type_name(request, x) for x in (event.type, event.second) if x]
    typed = t.join(kinds)
    why = t.say("why.type", type=typed, why=t.isolate(event.why)) if event.why else typed
    yield Line(why, type=event.type)
    if event.flags:
        yield Line(t.join(t.say(f"flag.{f}") for f in event.flags))
    if found.places:
        known = request.knowledge.gazetteer.places
        names = (place_name(request, known[p.place]) if p.place in known else p.name for p in found.places)
        yield Line(t.say("why.places", names=t.join(dict.fromkeys(names))))
    figures = losses(request, found.casualties.killed, found.casualties.wounded)
    if figures:
        yield Line(t.join(figures))
    for role in ("claimed_by", "attributed_to", "targets"):
        if whom := getattr(event, role):
            yield Line(t.say(f"why.{role}", names=t.join(actor_name(request, a) for a in whom)))


command = Command(
    "why", run, (Argument("item", kind="words", required=True),), example="/why KH claims a drone attack in Iraq"
)
