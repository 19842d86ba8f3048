"""Handing over arms, dissolving or freezing a wing, merging into the state; refusing it too."""

from intel.patterns import EventType

TYPE = EventType(
    id="disarmament-or-integration",
    priority=1,
    acled=("Strategic developments", "Change to group/activity"),
    patterns={
        7: (
            "speaker ... disarm",
            "disarm ... speaker|militia",
            "person ... halt ... faction",
            "person ... dissolve ... faction|militia",
            "reject|refuse ... disarm",
        ),
        6: (
            "disarm ... party|gov|state",
            "dissolve ... party|militia",
            "party ... dissolve",
            "party ... integrate ... forces|gov|state",
            "integrate ... party|militia ... forces|gov|state",
            "party ... separate",
            "arms ... hands_of_state",
            "freeze ... faction",
            "party ... hand_over ... arms|hq|position",
        ),
        5: ("disarm", "dissolve ... arms|wing", "arms ... state_only", "party integrate", "integrate party", "restructure ... party"),
        3: ("reject ... arms", "party ... arms ... state_only|gov", "hand_over ... arms|position", "party ... hand_over"),
    },
    words={
        "dissolve": {
            "en": "dissol* disband* dismantl* shut* close closes closing clos*",
            "ar": "حل يحل تحل حلت اغلاق يغلق تغلق تفكيك حله",
            "fa": "انحلال منحل",
        },
        "refuse": {"en": "refus* reject*", "ar": "ترفض يرفض رفض*", "fa": "مخالف* رد"},
        "freeze": {"en": "freez* frozen froze", "ar": "تجميد يجمد جمد تجمد", "fa": "تعليق"},
        "separate": {"en": "separat* detach* disengag* sever*", "ar": "فك_ارتباط انفصال", "fa": "جدا"},
        "hand_over": {"en": "hand_over hands_over handed_over handover handing_over transfers", "ar": "تسليم تسلم يسلم سلمت", "fa": "تحويل"},
        "position": {"en": "headquarters offices bases positions sites", "ar": "مقرات مقار مواقع معسكر*", "fa": "مقرها"},
        "wing": {"en": "wing brigade* regiment*", "ar": "جناح لواء فوج الويه", "fa": "شاخه تيپ"},
        "hands_of_state": {"en": "hands_of_the_state state_hands hands_state", "ar": "بيد_الدوله", "fa": "دست_دولت"},
        "state_only": {
            "en": "state state_control monopoly exclusive* restrict*",
            "ar": "الدوله بيد_الدوله حصر بحصر حصرا",
            "fa": "دولت انحصار",
        },
        "state": {"en": "state", "ar": "الدوله", "fa": "دولت"},
        "restructure": {"en": "restructur* reorgani*", "ar": "هيكله اعاده_هيكله", "fa": "بازسازي"},
    },
    examples=(
        "{faction} ready to hand over its weapons to the state",
        "{faction} refuses to disarm while US troops remain",
        "Iraqi militias may disarm to avoid conflict with Washington",
        "{person} freezes {faction} for a year",
        "{person} orders {faction} dissolved",
        "Parliament debates law to integrate {faction} into the army",
        "{faction} ترفض تسليم سلاحها",
        "{person} يعلن تجميد {faction}",
        "السوداني: حصر السلاح بيد الدولة هدفنا",
        "{faction} خلع سلاح را رد کرد",
    ),
    counter_examples=("{faction} suspends attacks on US forces",),
)
