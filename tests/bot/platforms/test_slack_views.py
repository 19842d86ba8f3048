"""Forms follow from the commands, and every view fits Slack."""

import pytest

from bot.command import Argument, Choice, Command, Permission, commands
from bot.overview import Overview, Place, Wish
from bot.platforms import slack_views as views
from bot.platforms.slack_payloads import press_of
from bot.platforms.slack_render import render
from bot.pressing import Press
from bot.texts import LANGUAGES, texts
from model.delivery import Channel
from tests.bot.platforms.test_slack_render import CARD
from tests.fakes.slack import limits

EN = texts("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_a_form_that_fits(name, language):
    """Those that change a channel are not offered."""
    offered = [c.name for c in views.offered(commands())]
    if name not in offered:
        assert commands()[name].permission is Permission.MANAGE
        return
    view = views.form(commands()[name], commands(), texts(language))
    assert limits.view_problems(view) == []
    inputs = [b for b in view["blocks"] if b["type"] == "input"]
    assert [b["optional"] for b in inputs] == [not a.required for a in commands()[name].arguments if not a.hidden]


def test_an_answer_and_a_waiting_page_fit():
    """In the form's place."""
    assert limits.view_problems(views.answer(render(CARD, EN), "events")) == []
    assert limits.view_problems(views.waiting("events")) == []


def _sent(states):
    values = {str(n): {f"fill:{name}": state} for n, (name, state) in enumerate(states.items())}
    return views.form(commands()["events"], commands(), EN) | {"state": {"values": values}}


def test_what_was_filled_in_becomes_a_call():
    """Selections, lists, dates and words; what was left empty is left out."""
    view = _sent(
        {
            "actor": {"selected_options": [{"value": "Badr Organization"}, {"value": "a, b"}]},
            "type": {"selected_options": []},
            "place": {"selected_option": {"value": "Balad"}},
            "days": {"value": "30"},
            "on": {"selected_date": "2024-01-28"},
            "no_such": {"value": "x"},
        }
    )
    call = views.call_of(view, commands())
    assert call.command.name == "events"
    assert call.raw == {"actor": "Badr Organization, a  b", "place": "Balad", "days": "30"} | (
        {"on": "2024-01-28"} if commands()["events"].argument("on") else {}
    )


def test_a_form_of_a_command_we_no_longer_have_means_nothing():
    """Also one that somebody forged."""
    assert views.call_of({"private_metadata": '{"command": "gone"}', "state": {"values": {}}}, commands()) is None
    assert views.call_of({"private_metadata": "no json", "state": {"values": {}}}, commands()) is None


def test_completions_are_within_the_limits():
    """At most a hundred, none twice, none that could not be given back."""
    found = views.options([Choice("x" * 200, "v"), Choice("y", "v"), Choice("z", "w" * 151), Choice(" ", "s")])
    assert [o["value"] for o in found] == ["v"]
    many = views.options([Choice(f"n{n}", str(n)) for n in range(150)])
    assert limits.options_problems({"options": many}) == []


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        ("number", "number_input"), ("date", "datepicker"), ("time", "timepicker"), ("channel", "channels_select"),
        ("text", "plain_text_input"),
    ],
)  # fmt: skip
def test_inputs_are_typed(kind, element):
    """A date is picked, a number typed as one."""
    command = Command("help", lambda: None, (Argument("name", kind=kind),))
    (block,) = [b for b in views.form(command, {"help": command}, EN)["blocks"] if b["type"] == "input"]
    assert block["element"]["type"] == element


def _places(n):
    wishes = (Wish("Badr & <co> · at once", '/unsubscribe "Badr"'), Wish("All", "/unsubscribe all"))
    return tuple(Place(Channel("slack", "T1", f"C{i}"), wishes) for i in range(n))


def test_home_lists_channels_with_what_ends_their_subscriptions():
    """A button speaks for its channel."""
    stopped = Place(Channel("slack", "T1", "C9"), _places(1)[0].wishes, "paused: by a member", True, "/resume")
    missing = Place(Channel("slack", "T1", "D1"), _places(1)[0].wishes, "missing permission", False, "/resume")
    view = views.home(Overview("50 of 52", (*_places(1), stopped, missing)), "D1", EN)
    assert limits.view_problems(view) == []
    assert limits.pings({"blocks": view["blocks"]}) == []
    text = "\n".join(limits.mrkdwn(view["blocks"]))
    assert "*<#C0>*" in text
    assert "*<#C9>* · paused: by a member" in text
    assert EN.say("home.direct") in text
    assert "Badr &amp; &lt;co&gt;" in text
    presses = [press_of({"actions": [e]}) for _, e in limits.elements(view["blocks"]) if e["action_id"] != "ask"]
    assert presses[:2] == [("C0", Press("/pause")), ("C0", Press('/unsubscribe "Badr"'))]
    assert ("C9", Press("/resume")) in presses
    assert ("D1", Press("/resume")) not in presses  # what a permission stopped, people cannot resume
    assert views.conversation_of(view) == "D1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_home_of_many_channels_stays_within_the_limits(language):
    """What does not fit is counted."""
    view = views.home(Overview("50 of 52", _places(60)), "D1", texts(language))
    assert limits.view_problems(view) == []
    left = 60 - sum("<#C" in text for text in limits.mrkdwn(view["blocks"]))
    assert texts(language).say("home.more", n=left) in limits.mrkdwn(view["blocks"])[-1]
