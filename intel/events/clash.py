"""Two armed sides fight each other on the ground."""

from intel.patterns import EventType

TYPE = EventType(
    id="clash",
    priority=5,
    acled=("Battles", "Armed clash"),
    patterns={
        6.2: (
            "violence_between ... party",
            "clash ... party|forces ... party|forces",
            "party ... clash ... party|forces",
        ),
        6.3: (
            "party|forces ... retake ... place|village|jihadi",
            "retake ... party|forces",
            "retake ... jihadi",
            "party|jihadi ... ground_combat",
            "under_fire ... raid|storm ... party",
        ),
        6: ("party|forces ... kill|attack|repel ... jihadi", "attack strike ... party !external"),
        6.5: (
            "party|forces ... repel ... attack|jihadi",
            "jihadi ... attack|kill|strike|raid ... party|forces",
            "attack|kill|strike|raid ... jihadi ... party|forces",
            "attack ... by jihadi",
            "jihadi comma party|forces ... attack",
            "faction ... shot_down ... weapon !external",
            "faction ... weapon ... shot_down !external",
        ),
        5.4: (
            "party ... storm ... gov|office ... kill ... forces",
            "party kill|shoot ... forces !external !weapon !airstrike",
        ),
        5: ("clash ... party ... party|forces", "party ... clash ... party|forces !weapon", "party ... fire_fight"),
        4: (
            "clash ... between",
            "between ... clash",
            "party ... clash ... jihadi|place",
            "clash ... party|forces",
            "jihadi ... kill ... party|forces",
            "kill ... party ... jihadi",
            "tribal_fight",
            "jihadi attack ... kill|wound|party|forces",
            "kill ... party|forces ... jihadi",
            "clash ... kill|wound",
            "repel ... jihadi",
        ),
        3: ("clash !politics !sport", "attack|kill ... jihadi"),
        1: ("clash",),
    },
    words={
        "violence_between": {"ar": "العنف_يتفجر تصاعد_الصراع", "en": "violence_between"},
        "under_fire": {"en": "under_fire"},
        "ground_combat": {"en": "ground_combat close_combat"},
        "village": {"en": "village* district town oil_field*", "ar": "قري قريه ناحيه قضاء", "fa": "روستا*"},
        "retake": {
            "en": "liberat* retak* recaptur* regain* wins_back win_back take_back takes_back took_back captures_from",
            "ar": "تستعيد يستعيد استعاده تحرير يحرر تحرر",
            "fa": "ازادسازي ازاد_سازي",
        },
        "sport": {"en": "rematch title bout champion* kickbox* hari overeem match"},
        "tribal_fight": {
            "en": "tribal_conflict tribal_clash* tribal_dispute",
            "ar": "نزاع_عشايري",
            "fa": "درگيري_قبيله*",
        },
        "shot_down": {
            "en": "drops shot_down shoots_down shooting_down downs downed",
            "ar": "تسقط يسقط اسقط* اسقاط",
            "fa": "سرنگون*",
        },
        "storm": {"en": "storm*", "ar": "اقتحم* يقتحم تقتحم اقتحام", "fa": "يورش"},
        "office": {"en": "office* department building*", "ar": "مبني دايره مديريه", "fa": "اداره ساختمان"},
        "shoot": {"en": "shoot* shot gun_down"},
        "between": {"en": "between", "ar": "بين", "fa": "ميان بين"},
        "fire_fight": {
            "en": "exchange_fire trade_fire exchanged_fire",
            "ar": "تبادل_اطلاق_نار تبادل_لاطلاق_النار تبادل_اطلاق_النار",
            "fa": "تبادل_اتش",
        },
        "repel": {
            "en": """repel* repuls* thwart* foil* ambush* counters forces_counter beat_back beats_back fend_off
                fends_off""",
            "ar": "صد يصد تصد احباط يحبط تحبط تعرض كمين",
            "fa": "دفع خنثي",
        },
    },
    examples=(
        "Clashes erupt between {faction} and {faction} in Amarah",
        "{faction} shoots down drone near its base in Nineveh",
        "{faction} kill policeman in Baghdad",
        "Gunfight between {faction} fighters and police leaves three dead",
        "{faction} fighters battle {jihadi} near Samarra",
        "{jihadi} attack kills five {faction} fighters in Diyala",
        "اشتباكات مسلحة بين {faction} و{faction} في البصرة",
        "{faction} يصد هجوما لتنظيم {jihadi} في ديالى",
        "درگیری مسلحانه میان {faction} و {faction}",
    ),
    counter_examples=("{bloc} and {bloc} battle for premiership",),
)
