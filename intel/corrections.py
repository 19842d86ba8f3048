"""What an operator decided goes before what the rules find, at every annotation anew."""

from collections.abc import Iterable
from dataclasses import replace

from model.finding import Annotation
from model.operation import Correction


def apply(annotation: Annotation, corrections: Iterable[Correction]) -> Annotation:
    """An annotation without the actors that were taken back."""
    gone = {correction.actor for correction in corrections if correction.refuted}
    if not gone:
        return annotation
    names, event = annotation.names, annotation.event
    return replace(
        annotation,
        names=replace(names, mentions=tuple(m for m in names.mentions if m.actor not in gone)),
        event=replace(
            event,
            claimed_by=_without(event.claimed_by, gone),
            attributed_to=_without(event.attributed_to, gone),
            targets=_without(event.targets, gone),
        ),
    )


def _without(actors: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(actor for actor in actors if actor not in gone)
