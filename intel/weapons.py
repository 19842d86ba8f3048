"""Which weapons a document speaks of, as a few plain kinds."""

from collections.abc import Iterable

from intel.lexicon import Lexicon
from intel.reading import Clause

KINDS: dict[str, dict[str, str]] = {
    "drone": {
        "en": "drone* uav* unmanned_aircraft",
        "ar": "مسيره مسيرات مسيرتان مسيرتين درون طايره_مسيره",
        "fa": "پهپاد*",
        "xx": "dron drones iha",
    },
    "rocket": {
        "en": "rocket* katyusha* grad grads",
        "ar": "صاروخ صواريخ صاروخا صاروخين صاروخان كاتيوشا",
        "fa": "راكت*",
        "xx": "cohete* roquette* roket",
    },
    "missile": {"en": "missile* ballistic", "ar": "باليستي*", "fa": "موشك*", "xx": "misil* füze"},
    "mortar": {"en": "mortar*", "ar": "هاون", "fa": "خمپاره"},
    "bomb": {
        "en": "ied ieds roadside_bomb* explosive_device* car_bomb* explosive_vest",
        "ar": "عبوه عبوات مفخخه ناسفه",
        "fa": "بمب",
    },
    "aircraft": {
        "en": "airstrike* air_strike* air_raid* warplane* jet jets f_15s f_16s",
        "ar": "غاره غارات طيران مقاتلات_حربيه",
        "fa": "حمله_هوايي جنكنده*",
    },
    "small-arms": {
        "en": "gunfire gunmen gunfight* sniper* shot shots rifle*",
        "ar": "رصاص قناص مسلحون",
        "fa": "تيراندازي",
    },
}
WORDS = {f"weapon/{kind}": words for kind, words in KINDS.items()}


def find_weapons(clauses: Iterable[Clause], lexicon: Lexicon) -> tuple[str, ...]:
    """The kinds of weapon named in title or text, sorted."""
    present = 0
    for clause in clauses:
        present |= clause.present
    return tuple(sorted(kind for kind in KINDS if present & lexicon.bit(f"weapon/{kind}")))
