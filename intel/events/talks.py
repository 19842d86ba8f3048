"""Talks, visits, mediation."""

from intel.patterns import EventType

TYPE = EventType(
    id="negotiation-or-meeting",
    priority=9,
    acled=("Strategic developments", "Agreement"),
    patterns={
        7.1: (
            "person|gov|un|member sit_down ... person|member|bloc|party|gov",
            "un|gov|place|external ... meet|sit_down ... person|faction|militia|bloc|member",
            "person|member received_by ... gov|member",
            "bloc ... gather ... home",
            "person|bloc ... discuss_with ... person|bloc",
        ),
        7.2: ("gov|person|member meet ... faction|militia|person|bloc",),
        5.2: (
            "person external ... meet",
            "gov|person ... hold_talks ... faction|militia|person|bloc",
        ),
        4: (
            "person|bloc|faction|gov|member meet ... person|bloc|faction|gov|member",
            "meet ... speaker|gov ... speaker|gov",
            "meet ... bring_together",
            "delegation ... speaker|gov",
            "mediate",
            "speaker ... meet",
            "member|bloc|party ... gather ... agree",
            "gov|person ... hold_talks ... party|bloc|person",
            "person|gov ... visit ... speaker|place|gov",
        ),
        3: ("meet", "delegation", "visit"),
        2: ("talks",),
    },
    words={
        "discuss_with": {"ar": "يبحث يبحثان تبحث بحث", "en": "discuss discusses"},
        "home": {"en": "home house residence", "ar": "منزل", "fa": "منزل"},
        "received_by": {"en": "received"},
        "un": {"en": "un_envoy un_representative plasschaert envoy ambassador delegation minister"},
        "sit_down": {
            "en": """sits_down sit_down confers confer received_by in_contact sees in_baghdad_to_see to_see gather
                gathers""",
            "ar": "يجتمع اجتمع",
        },
        "gather": {"en": "gather* convene*", "ar": "يجتمع*", "fa": "گرد_هم"},
        "agree": {"en": "agree discuss talks premier", "ar": "لبحث", "fa": "بررسي"},
        "hold_talks": {"en": "holds_talks hold_talks", "ar": "يبحث تبحث", "fa": "رايزني"},
        "delegation": {"en": "delegation*", "ar": "وفد وفدا", "fa": "هييت"},
        "mediate": {"en": "mediat* broker*", "ar": "وساطه يتوسط", "fa": "ميانجي*"},
        "bring_together": {"en": "brings_together gathers", "ar": "يجمع", "fa": "ميان"},
        "visit": {"en": "visits visit visiting trip arrives", "ar": "يزور زار زياره يصل وصل", "fa": "سفر"},
        "talks": {"en": "talks dialogue", "ar": "مباحثات محادثات حوار", "fa": "مذاكرات"},
    },
    examples=(
        "{person} meets {person} in Najaf",
        "Quds Force chief held secret meetings with {bloc} leaders",
        "Prime minister receives {faction} delegation",
        "Iranian general visits Baghdad for talks with {faction} leaders",
        "{person} يلتقي {person} في بغداد",
        "وفد من {bloc} يزور أربيل",
        "دیدار {person} با {person}",
    ),
)
