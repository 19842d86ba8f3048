"""The actor file is read whole or refused with the file, the line and the field at fault."""

from pathlib import Path

import pytest

from intel.roster import parse_roster
from model.errors import DataError

TOP = Path(__file__).parents[2]

GOOD = """\
version: 1
compiled: "2026-11-21"
sources:
  gazette-2020: {publisher: The Gazette, title: A profile, url: "https://gazette.example/profile", as_of: "2020-05"}
rules:
  cues:
    iraq: {en: [Iraq, Baghdad], ar: [العراق]}
    lebanon: {en: [Lebanon]}
  decoys: {en: [Red Cross]}
groups:
  friends: {name: Friends of the brigade, members: [red-brigade]}
actors:
- id: red-brigade
  name: Red Brigade
  kind: faction
  names: {en: [Red Brigade, Brigade of the Red], ar: [اللواء الأحمر]}
  short:
  - {text: RB}
  - {text: The Red, needs: [], unless: [lebanon]}
  summary: {value: An invented brigade., source: gazette-2020, as_of: 2020-05, confidence: high}
  founded: {value: 2003, source: "https://other.example/a", confidence: medium, note: two accounts differ}
  area: [{value: Baghdad}]
  brigades: [{value: "99", source: gazette-2020, confidence: medium}]
  leaders: [{person: abu-red, name: Abu Red, role: secretary general, from: "by 2020-02", to: null}]
  parents: [{value: blue-front, source: gazette-2020, confidence: low}]
  relations: [{type: sponsored_by, value: far-party, source: gazette-2020, confidence: medium}]
  designations: [{by: US, list: FTO, date: "2009-07-02", source: gazette-2020, confidence: high}]
  timeline: [{date: 2020-01-03, value: Its founder was killed., source: gazette-2020, confidence: high}]
  not: [far-party]
  external: {wikidata: Q1}
  note: invented
- id: blue-front
  name: Blue Front
  kind: umbrella
  names: {en: [Blue Front]}
people:
- id: abu-red
  name: Abu Red
  names: {en: [Abu Red]}
  short: [{text: Red, needs: [iraq, lebanon]}]
  actors: [red-brigade, blue-front]
  speaks_for: [{actor: red-brigade, from: 2014-09, to: "2020-01-03"}]
  role: {value: secretary general, source: gazette-2020, confidence: high}
  died: {value: 2020-01-03, source: gazette-2020, confidence: high}
  tell_apart: not the painter
apart:
- id: far-party
  name: Far Party
  kind: foreign
  names: {en: [Far Party]}
"""


def parse(*texts):
    return parse_roster([(f"file{number}.yaml", text) for number, text in enumerate(texts, 1)])


def changed(old, new):
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_an_actor_comes_with_every_field_of_its_entry():
    actor = parse(GOOD).actors["red-brigade"]

    assert [(name.text, name.language) for name in actor.names] == [
        ("Red Brigade", "en"),
        ("Brigade of the Red", "en"),
        ("اللواء الأحمر", "ar"),
    ]
    assert actor.facts["summary"].source.publisher == "The Gazette"
    assert actor.facts["summary"].as_of == "2020-05"
    assert (actor.facts["founded"].value, actor.facts["founded"].note) == ("2003", "two accounts differ")
    assert actor.facts["founded"].source.url == "https://other.example/a"
    assert (actor.area[0].confidence, actor.brigades[0].value) == ("low", "99")
    assert (actor.leaders[0].person, actor.leaders[0].begin, actor.leaders[0].end) == ("abu-red", "by 2020-02", None)
    assert (actor.parents[0].value, actor.relations[0].type) == ("blue-front", "sponsored_by")
    assert (actor.designations[0].by, actor.designations[0].date) == ("US", "2009-07-02")
    assert (actor.timeline[0].date, actor.timeline[0].text) == ("2020-01-03", "Its founder was killed.")
    assert (actor.told_apart_from, actor.external, actor.note) == (("far-party",), {"wikidata": "Q1"}, "invented")


def test_a_short_name_needs_iraq_unless_its_entry_says_otherwise():
    short = parse(GOOD).actors["red-brigade"].short

    assert (short[0].needs, short[0].unless) == (("iraq",), ())
    assert (short[1].needs, short[1].unless) == ((), ("lebanon",))


def test_a_person_speaks_for_an_actor_in_a_time():
    person = parse(GOOD).people["abu-red"]

    assert person.actors == ("red-brigade", "blue-front")
    assert (person.speaks_for[0].actor, person.speaks_for[0].begin) == ("red-brigade", "2014-09")
    assert person.speaks_for[0].end == "2020-01-03"
    assert (person.died.value, person.tell_apart) == ("2020-01-03", "not the painter")


def test_those_told_apart_are_known_but_not_followed():
    roster = parse(GOOD)

    assert roster.actor("far-party").apart
    assert [actor.id for actor in roster.followed()] == ["red-brigade", "blue-front"]


def test_the_roster_answers_by_id_group_and_parent():
    roster = parse(GOOD)

    assert roster.person("abu-red").name == "Abu Red"
    assert roster.actor("nobody") is None
    assert roster.person("nobody") is None
    assert [actor.id for actor in roster.members("friends")] == ["red-brigade"]
    assert roster.members("strangers") == ()
    assert [person.id for person in roster.people_of("blue-front")] == ["abu-red"]
    assert [actor.id for actor in roster.children("blue-front")] == ["red-brigade"]


def test_cues_are_words_by_language_and_other_rules_are_kept_as_written():
    roster = parse(GOOD)

    assert roster.cues["iraq"] == {"en": ("Iraq", "Baghdad"), "ar": ("العراق",)}
    assert roster.rules == {"decoys": {"en": ["Red Cross"]}}


def test_a_later_file_adds_and_replaces_by_id():
    own = """\
    sources: {mine: {publisher: Me, url: "https://me.example/"}}
    actors:
    - {id: red-brigade, name: Red Brigade (own), kind: faction, names: {en: [Crimson Brigade]}}
    - id: green-brigade
      name: Green Brigade
      kind: facade
      names: {en: [Green Brigade]}
      short: [{text: GB, unless: [lebanon]}]
      status: {value: active, source: mine, confidence: high}
      parents: [{value: blue-front, source: gazette-2020, confidence: low}]
    """
    roster = parse(GOOD, own)

    assert [name.text for name in roster.actors["red-brigade"].names] == ["Crimson Brigade"]
    assert roster.actors["red-brigade"].leaders == ()
    assert roster.actors["green-brigade"].facts["status"].source.publisher == "Me"
    assert len(roster.actors) == 4


def test_an_actor_can_be_moved_to_those_told_apart():
    own = "apart: [{id: red-brigade, name: Red Brigade, kind: topic, names: {en: [Red Brigade]}}]"

    assert parse(GOOD, own).actors["red-brigade"].apart


def test_the_fingerprint_changes_with_the_text():
    assert parse(GOOD).fingerprint == parse(GOOD).fingerprint
    assert parse(GOOD).fingerprint != parse(GOOD + "# a remark\n").fingerprint


def test_an_empty_file_is_an_empty_roster():
    roster = parse("")

    assert (roster.actors, roster.people, roster.groups) == ({}, {}, {})


MISTAKES = [
    ("  kind: faction", "  kimd: faction", 15, '"kimd" is not a field of an actor; did you mean "kind"?'),
    ("  kind: faction", "  kind: fraction", 15, '"fraction" is not a kind of actor; did you mean "faction"?'),
    ("  kind: foreign", "  kind: faction", 49, '"faction" is not a kind of those told apart'),
    ("- id: blue-front", "- di: blue-front", 32, 'an entry needs an "id"'),
    ("- id: blue-front", "- id: Blue Front", 32, '"Blue Front" is not an id'),
    ("- id: blue-front", "- id: red-brigade", 32, 'the id "red-brigade" stands twice in this file'),
    ("- id: far-party", "- id: red-brigade", 47, 'the id "red-brigade" stands twice in this file'),
    ("  name: Blue Front\n", "", 32, '"name" is missing from "blue-front"'),
    ("  name: Blue Front", '  name: " "', 33, '"name" must not be empty'),
    ("  names: {en: [Blue Front]}", "  names: {en: []}", 35, '"names" must hold at least one name'),
    ("  names: {en: [Blue Front]}", '  names: {en: [""]}', 35, '"en" must not be empty'),
    ("  names: {en: [Blue Front]}", "  names: {english: [Blue Front]}", 35, '"english" is not a language code'),
    ("  names: {en: [Blue Front]}", "  names: [Blue Front]", 35, "the names must be a mapping"),
    ("  names: {en: [Blue Front]}", "  names: {en: Blue Front}", 35, '"en" must be a list'),
    ("  - {text: RB}", "  - {text: RB, needs: [irak]}", 18, '"irak" is not a cue set; did you mean "iraq"?'),
    ("unless: [lebanon]}", "unless: [lebanom]}", 19, '"lebanom" is not a cue set; did you mean "lebanon"?'),
    (
        "2020-05, confidence: high}",
        "2020-05, confidence: hgih}",
        20,
        '"hgih" is not a confidence; did you mean "high"?',
    ),
    ("source: gazette-2020, as_of", "source: gazete-2020, as_of", 20, 'did you mean "gazette-2020"?'),
    ("source: gazette-2020, as_of", "source: null, as_of", 20, "a fact without a source is of low confidence"),
    ("as_of: 2020-05, conf", "as_of: May 2020, conf", 20, '"May 2020" is not a date'),
    ("as_of: 2020-05, conf", "as_of: 2020-13, conf", 20, '"2020-13" is not a date'),
    ("[{value: Baghdad}]", "[{place: Baghdad}]", 22, '"place" is not a field of a fact'),
    ("[{value: Baghdad}]", "[{note: Baghdad}]", 22, '"value" is missing'),
    ("[{value: Baghdad}]", "[{value: [Baghdad]}]", 22, '"value" must be text'),
    ("{person: abu-red, name", "{person: abu-rad, name", 24, '"abu-rad" is not the id of a person'),
    ("parents: [{value: blue-front", "parents: [{value: blue-frnt", 25, 'did you mean "blue-front"?'),
    ("{type: sponsored_by,", "{type: sponsored,", 26, '"sponsored" is not a type of relation'),
    ("value: far-party, source", "value: fair-party, source", 26, '"fair-party" is not the id of an actor'),
    ("not: [far-party]", "not: [nobody]", 29, '"nobody" is not the id of an actor'),
    ("actors: [red-brigade, blue-front]", "actors: [red-brigade, blue]", 41, '"blue" is not the id of an actor'),
    ("[{actor: red-brigade,", "[{actor: red-brigad,", 42, 'did you mean "red-brigade"?'),
    ("from: 2014-09,", 'from: "by 2014",', 42, '"by 2014" must be a plain date'),
    ("- id: abu-red", "- id: red-brigade", 37, 'the id "red-brigade" stands twice in this file'),
    ("members: [red-brigade]", "members: [red]", 11, '"red" is not the id of an actor'),
    ("members: [red-brigade]", "members: []", 11, 'the group "friends" has no members'),
    ("  friends: {", "  blue-front: {", 11, 'the id "blue-front" is taken by an actor'),
    ("  cues:\n", "  queues:\n", 6, '"queues" is not a field of the rules; did you mean "cues"?'),
    ("version: 1", "version: 2", 1, "this program reads version 1"),
    ("people:\n", "poeple:\n", 36, '"poeple" is not a field of the actor file; did you mean "people"?'),
    ("people:\n", "people: 7\nothers:\n", 37, '"others" is not a field of the actor file'),
    ("{publisher: The Gazette,", "{publisher: The Gazette, page: 7,", 4, '"page" is not a field of a source'),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), MISTAKES, ids=[f"{m[2]}: {m[3]}" for m in MISTAKES])
def test_a_mistake_is_named_with_file_and_line(old, new, line, message):
    with pytest.raises(DataError) as caught:
        parse(changed(old, new))

    assert str(caught.value).startswith(f"file1.yaml line {line}: ")
    assert message in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_mistake_in_a_later_file_names_that_file_and_the_field():
    with pytest.raises(DataError) as caught:
        parse(GOOD, "groups:\n  mine: {name: Mine, members: [red-brigade, nobody-at-all]}\n")

    assert (caught.value.file, caught.value.line) == ("file2.yaml", 2)
    assert caught.value.field == "groups.mine.members.1"


def test_a_person_may_not_take_the_id_of_an_actor_of_another_file():
    with pytest.raises(DataError, match=r'file2.yaml line 1: the id "far-party" is taken by an actor'):
        parse(GOOD, "people: [{id: far-party, name: Far Party, names: {en: [Far Party]}}]")


@pytest.mark.parametrize(
    ("text", "line"),
    [("actors:\n- id: [unclosed\n", 3), ("a: b: c\n", 1), ("actors: {\tid: x}\n  y", 2), ("a: 2020-13-45\n", None)],
)
def test_what_is_no_yaml_is_said_to_be_none(text, line):
    with pytest.raises(DataError, match="this is not YAML") as caught:
        parse(text)

    assert caught.value.line == line


@pytest.mark.parametrize("text", ["7", "[]", "just words", "actors: 7", "actors: [7]", "people: {a: 1}", "rules: [1]"])
def test_any_other_shape_is_a_clear_sentence(text):
    with pytest.raises(DataError, match=r"^file1\.yaml line 1: "):
        parse(text)


# The packed file.


def words(text):
    return text.split()


FACTIONS = words("""
kataib-hezbollah asaib-ahl-al-haq badr-organization harakat-al-nujaba kataib-sayyid-al-shuhada ansar-allah-al-awfiya
kataib-al-imam-ali saraya-al-salam jaysh-al-mahdi promised-day-brigade saraya-al-khorasani saraya-al-jihad
liwa-abu-al-fadl-al-abbas abu-al-fadl-al-abbas-forces kataib-jund-al-imam liwa-al-tafuf harakat-al-abdal saraya-ashura
faylaq-al-waad-al-sadiq kataib-al-tayyar-al-risali babiliyun-brigade liwa-al-shabak abbas-combat-division
imam-ali-combat-division ali-al-akbar-brigade ansar-al-marjaiya saraya-ansar-al-aqeeda liwa-al-muntadhar
saraya-al-difa-al-shaabi kataib-karbala sinjar-resistance-units popular-mobilization-forces
popular-mobilization-commission islamic-resistance-in-iraq iraqi-resistance-coordination-committee hashd-al-atabat
tribal-mobilization coordination-framework axis-of-resistance ashab-al-kahf usbat-al-thairin saraya-awliya-al-dam
qasim-al-jabbarin saraya-thawrat-al-ishreen-al-thaniya alwiyat-al-waad-al-haq rab-allah tashkil-al-waritheen
saraya-al-muntaqim fasail-al-muqawama thar-al-muhandis quwat-dera-al-abbas kataib-sarkhat-al-quds fatah-alliance
state-of-law sairoon sadrist-movement huquq-movement sadiqoun reconstruction-and-development
national-state-forces-alliance islamic-supreme-council-of-iraq services-alliance kdp puk counter-terrorism-service
iraqi-armed-forces peshmerga muhandis-general-company badr-national-current
""")
APART = words("""
irgc irgc-quds-force lebanese-hezbollah houthis fatemiyoun-division cjtf-oir hamas pkk lebanese-kataeb-party
palestinian-fatah palestinian-islamic-jihad rapid-support-forces islamic-state baath-remnants libyan-armed-groups
unnamed-iraqi-militias
""")
PEOPLE = words("""
hadi-al-amiri qais-al-khazali laith-al-khazali akram-al-kaabi abu-ala-al-walai abu-hussein-al-hamidawi
abu-ali-al-askari abu-mujahid-al-assaf abu-fadak-al-muhammadawi falih-al-fayyadh abu-mahdi-al-muhandis
qassem-soleimani esmail-qaani muqtada-al-sadr ali-al-sistani shibl-al-zaidi ahmad-al-asadi rayan-al-kildani
haydar-al-gharawi hussein-muanis jaafar-al-husayni muhammad-mohi kadhim-al-fartusi haydar-al-musawi falih-al-khazali
abu-mustafa-al-sheibani nasr-al-shammari abd-al-qader-al-karbalai tahsin-al-hamidawi salih-muhammad-al-iraqi
abu-doaa-al-issawi ali-al-yasiri hamid-al-jazairi hamid-al-yasiri maytham-al-zaidi ahmad-al-safi qasim-muslih
waad-qado hassan-al-sari adnan-al-shahmani aws-al-khafaji muhammad-hamza-al-tamimi jaafar-al-musawi-abdal
ali-al-hamdani ammar-al-hakim humam-hamoudi jalal-al-din-al-saghir nouri-al-maliki mohammed-shia-al-sudani
mustafa-al-kadhimi ali-al-zaidi faiq-zaidan qasim-al-araji mohsen-al-mandalawi masoud-barzani bafel-talabani
ali-khamenei mojtaba-khamenei hassan-rouhani hassan-nasrallah naim-qassem abdul-malik-al-houthi abu-azrael
izzat-al-shahbandar farhad-alaaldin ibrahim-al-sumaidaie bashar-al-assad saddam-hussein donald-trump mike-pompeo
pete-hegseth abu-taqwa hisham-al-hashimi ihab-al-wazni hussein-al-allaq wissam-al-alyawi uday-shaalan
abu-ali-al-amiri
""")
SPEAKERS = {  # whose word is his faction's, and a day on which it is
    "qais-al-khazali": ("asaib-ahl-al-haq", "2014"),
    "akram-al-kaabi": ("harakat-al-nujaba", "2024"),
    "abu-ala-al-walai": ("kataib-sayyid-al-shuhada", "2022"),
    "abu-hussein-al-hamidawi": ("kataib-hezbollah", "2024"),
    "abu-ali-al-askari": ("kataib-hezbollah", "2021"),
    "hadi-al-amiri": ("badr-organization", "2021"),
    "muqtada-al-sadr": ("sadrist-movement", "2022"),
    "salih-muhammad-al-iraqi": ("sadrist-movement", "2021"),
    "falih-al-fayyadh": ("popular-mobilization-forces", "2025"),
    "abu-fadak-al-muhammadawi": ("popular-mobilization-forces", "2021"),
    "abu-mahdi-al-muhandis": ("popular-mobilization-forces", "2019"),
    "qassem-soleimani": ("irgc-quds-force", "2019"),
    "esmail-qaani": ("irgc-quds-force", "2021"),
    "nouri-al-maliki": ("state-of-law", "2021"),
    "shibl-al-zaidi": ("kataib-al-imam-ali", "2021"),
    "hassan-nasrallah": ("lebanese-hezbollah", "2021"),
    "naim-qassem": ("lebanese-hezbollah", "2025"),
}


@pytest.fixture(scope="module")
def packed():
    return parse_roster([("actors.yaml", (TOP / "actors.yaml").read_text(encoding="utf-8"))])


def test_the_packed_file_has_every_actor(packed):
    assert set(FACTIONS) <= {actor.id for actor in packed.followed()}
    assert set(APART) <= {actor.id for actor in packed.actors.values() if actor.apart}


def test_the_packed_file_has_every_person(packed):
    assert set(PEOPLE) <= packed.people.keys()


@pytest.mark.parametrize("person", SPEAKERS)
def test_a_leader_of_the_packed_file_speaks_for_his_faction(packed, person):
    faction, year = SPEAKERS[person]
    offices = packed.people[person].speaks_for

    assert any(o.actor == faction and (o.begin or "0")[:4] <= year and (o.end is None or year < o.end) for o in offices)
    assert packed.people[person].actors[0] in {faction, "kataib-hezbollah"}


def test_every_fact_of_the_packed_file_names_its_source_or_is_of_low_confidence(packed):
    facts = [
        fact
        for actor in packed.actors.values()
        for fact in (*actor.facts.values(), *actor.area, *actor.brigades, *actor.parents, *actor.leaders)
    ]

    assert len(facts) > 500
    assert not [fact for fact in facts if fact.source is None and fact.confidence != "low"]


def test_no_full_name_of_the_packed_file_means_two_actors(packed):
    owners = {}
    for actor in packed.actors.values():
        for name in actor.names:
            owners.setdefault(name.text.casefold(), set()).add(actor.id)

    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_no_full_name_of_the_packed_file_is_a_mere_abbreviation(packed):
    loose = [(actor.id, name.text) for actor in packed.followed() for name in actor.names if len(name.text) < 4]

    assert loose == []
