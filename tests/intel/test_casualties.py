import pytest

from intel.casualties import find_casualties
from intel.classify import Classifier
from intel.reading import Reader
from model.actor import Roster
from model.finding import Names
from model.item import Document
from model.place import Gazetteer

LEXICON = Classifier().lexicon
READER = Reader(Roster({}, {}, {}, {}), Gazetteer({}), LEXICON)


def read(title, summary=""):
    found = find_casualties(READER.read(Document(title=title, summary=summary), Names()), LEXICON)
    return found.killed, found.wounded


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("Strike leaves three dead and seven wounded", (3, 3), (7, 7)),
        ("Fighters kill 12 and wound 30 militants", (12, 12), (30, 30)),
        ("Drone strike kills at least four, injures nine others", (4, 4), (9, 9)),
        ("Death toll from raid rises to 25", (25, 25), None),
        ("Two soldiers and three policemen were killed", (5, 5), None),
        ("Between three and five people were killed", (3, 5), None),
        ("A soldier died and two were wounded", (1, 1), (2, 2)),
        ("Rockets land near base, no casualties", (0, 0), (0, 0)),
        ("Militia commander killed in raid", (1, 1), None),
        ("Dozens hurt in clashes", None, None),
        ("14 rockets hit base", None, None),
        ("Man killed five years after war began in 2014", (1, 1), None),
        ("مقتل ثلاثة عناصر وإصابة خمسة آخرين", (3, 3), (5, 5)),
        ("قتل ما لا يقل عن ١٥ شخصا", (15, 15), None),
        ("سقوط قتيلين و7 جرحى", (2, 2), (7, 7)),
        ("استشهاد اثني عشر مقاتلا", (12, 12), None),
        ("دو رزمنده کشته و سه نفر زخمی شدند", (2, 2), (3, 3)),
    ],
)
def test_figures_are_read_as_each_language_writes_them(text, killed, wounded):
    assert read(text) == (killed, wounded)


def test_the_title_goes_before_the_body():
    assert read("Two killed in strike", "Hospital sources spoke of three dead.")[0] == (2, 2)


def test_a_toll_goes_before_a_first_count():
    assert read("Strike on depot kills two", "The death toll rose to four later in the day.")[0] == (4, 4)


def test_whose_side_is_told():
    found = find_casualties(READER.read(Document(title="Three US soldiers killed in attack"), Names()), LEXICON)
    assert found.side == "us-forces"
