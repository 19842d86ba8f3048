"""Appointment, split, death of a leader."""

from intel.patterns import EventType

TYPE = EventType(
    id="leadership-change-or-death",
    priority=6,
    acled=("Strategic developments", "Change to group/activity"),
    patterns={
        6: (
            "speaker ... appoint ... new|chief|member|successor|person",
            "person ... appoint ... chief|member",
            "appoint ... person|member|chief",
            "speaker ... choose ... chief|successor|new",
            "split ... party|bloc",
            "party|bloc ... split",
            "party|bloc|member|person ... dies|funeral",
            "dies|funeral ... party|member|person|bloc",
            "replace ... chief|member|person",
            "new chief|member",
        ),
        5: ("appoint", "split", "successor", "funeral", "dismiss ... chief|member|person"),
        4: ("dies", "replace", "mourning ... member|person|party", "party ... mourning"),
        3: ("mourning", "choose"),
    },
    words={
        "appoint": {
            "en": "appoint* named names_new named_as names_as naming elects_new elected_leader elected_head promoted sworn_in",
            "ar": "تعيين تعين يعين عين عينت تنصيب تكليف يتولي تولي تسميه اختيار",
            "fa": "انتصاب منصوب تعيين",
            "xx": "nombra* nommé* atandı",
        },
        "choose": {"en": "names chooses picks elects taps selects", "ar": "يختار تختار ينتخب انتخاب", "fa": "انتخاب برگزيد*"},
        "new": {"en": "new next deputy acting", "ar": "جديد* جديدا نايب", "fa": "جديد"},
        "chief": {
            "en": "chief head leader commander secretary_general deputy chairman president spokesman chief_of_staff",
            "ar": "رييسا رييس قايد قايدا امين_عام امينا_عاما نايبا زعيما متحدثا",
            "fa": "رييس فرمانده دبيركل رهبر سخنگو",
        },
        "successor": {"en": "successor* succeed* heir successi*", "ar": "خلفا خليفه خلافه يخلف", "fa": "جانشين"},
        "split": {
            "en": "split splits splinter* defect* breakaway breaks_away break_away breaks_with leaves_ secede*",
            "ar": "انشقاق* ينشق تنشق انشق*",
            "fa": "انشعاب جدا_شد",
        },
        "dies": {"en": "dies died passes_away death_of", "ar": "وفاه توفي يتوفي رحيل", "fa": "درگذشت"},
        "funeral": {"en": "funeral* buried burial", "ar": "تشييع يشيع تشيع جنازه دفن", "fa": "تشييع خاكسپاري"},
        "mourning": {"en": "mourn* eulog* condolence*", "ar": "نعي ينعي تنعي نعت عزاء", "fa": "تسليت سوگ*"},
        "replace": {"en": "replac*", "ar": "بديلا محل خلفا_ل", "fa": "جايگزين"},
        "dismiss": {"en": "dismiss* sack* fire fires remov* oust*", "ar": "اقاله يقيل اعفاء عزل", "fa": "بركناري عزل"},
    },
    examples=(
        "{faction} appoints new deputy chief",
        "{person} named {faction} chief of staff",
        "{faction} names successor to slain commander",
        "{faction} splits as leader walks out",
        "{faction} founder dies aged 70",
        "{faction} تعين أمينا عاما جديدا",
        "تشييع قيادي في {faction} في النجف",
        "وفاة أحد مؤسسي {faction}",
        "{person} جانشین فرمانده {faction} شد",
    ),
)
