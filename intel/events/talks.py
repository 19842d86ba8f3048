"""Talks, visits, mediation."""

from intel.patterns import EventType

TYPE = EventType(
    id="negotiation-or-meeting",
    priority=9,
    acled=("Strategic developments", "Agreement"),
    patterns={
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
