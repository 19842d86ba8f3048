"""Truce, halt, freeze of attacks; also the end of one."""

from intel.patterns import EventType

TYPE = EventType(
    id="ceasefire-or-suspension",
    priority=2,
    acled=("Strategic developments", "Agreement"),
    patterns={
        6: (
            "speaker ... halt ... attack|strike|operations !comment_on",
            "halt ... attack|strike|operations ... external|us_target !comment_on",
            "speaker ... end|break truce",
            "truce ... end|break|expire",
            "end truce",
            "militia|member ... claim|say ... halt ... attack|strike|operations !comment_on",
        ),
        5: (
            "speaker ... truce !no",
            "halt attack|strike|operations !comment_on !urge",
            "truce ... speaker|place|external",
            "halt ... military !comment_on !aid",
            "operations halt !comment_on",
            "speaker ... tell|order ... withdraw|end",
            "order ... supporters ... out|end|withdraw",
            "announce|say ... truce|halt_fire",
        ),
        4: ("truce !no", "halt ... attack|strike|operations !comment_on !urge"),
        2: ("halt ... weapon !comment_on", "speaker ... halt !comment_on"),
    },
    words={
        "operations": {
            "en": "operations military_operations escalation hostilities targeting",
            "ar": "عمليات عملياتها عملياته العمليات تصعيد استهداف هجمات هجماتها",
            "fa": "عمليات حملات",
            "xx": "operaciones opérations operações",
        },
        "aid": {"en": "aid shipments dollar* payments", "ar": "مساعدات"},
        "no": {"en": "no never", "ar": "لا لن"},
        "military": {"en": "military armed", "ar": "عسكري*", "fa": "نظامي"},
        "end": {"en": "end ends ended over calls_off scrap*", "ar": "انهاء انتهاء تنهي ينهي انتهت", "fa": "پايان"},
        "break": {"en": "break* collaps* violat*", "ar": "خرق خرقت انهيار", "fa": "نقض"},
        "expire": {"en": "expire* lapse*", "ar": "انقضاء", "fa": "اتمام"},
        "announce": {"en": "announce* declare* agree* order*", "ar": "اعلن* تعلن يعلن امر", "fa": "اعلام"},
        "order": {"en": "order* tell* ask*", "ar": "يامر امر يدعو يطلب", "fa": "دستور خواست"},
        "tell": {"en": "tell*", "ar": "يمهل", "fa": "خواست"},
        "supporters": {"en": "supporters followers protesters", "ar": "انصار*", "fa": "هوادار*"},
        "out": {"en": "out leave home", "ar": "انسحاب بالانسحاب", "fa": "ترك"},
        "withdraw": {"en": "withdraw leave", "ar": "انسحاب بالانسحاب", "fa": "ترك عقب_نشيني"},
        "halt_fire": {"en": "calm quiet", "ar": "تهدييه التهدييه", "fa": "ارامش"},
    },
    examples=(
        "{faction} suspends attacks on US forces",
        "{faction} announces halt to military operations against American troops",
        "{faction} ends truce with Washington",
        "Iraqi militias agree ceasefire with US",
        "{faction} تعلن تعليق العمليات العسكرية ضد القوات الأمريكية",
        "{faction} تعلن انتهاء الهدنة مع واشنطن",
        "{faction} عملیات علیه نیروهای آمریکایی را تعلیق کرد",
    ),
    counter_examples=("{person} freezes {faction} for a year, its weapons handed over to the army",),
)
