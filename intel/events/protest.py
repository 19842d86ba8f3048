"""Demonstrations, storming of buildings, arson by crowds."""

from intel.patterns import EventType

TYPE = EventType(
    id="protest-or-unrest",
    priority=2,
    acled=("Protests", "Peaceful protest"),
    patterns={
        6: (
            "crowd ... storm|burn ... site|parliament_house|hq",
            "supporters ... attack ... embassy|parliament_house|office",
            "spark ... protest",
            "burn ... embassy",
            "embassy ... burn",
            "supporters ... enter ... parliament_house|palace",
            "supporters|protesters ... storm|burn|march|gather|attack",
            "storm ... embassy|parliament_house",
            "protest ... supporters|against",
            "clash ... protesters",
            "protesters ... clash|kill|wound|fire",
        ),
        5: (
            "protest",
            "burn ... hq|site|office",
            "speaker ... supporters ... gather|march",
            "gather_verb ... place",
            "past ... gather_verb",
            "gather_verb ... past|kill",
            "call ... protest",
        ),
        7: ("protest ... against external|party", "spark ... protest"),
        4: ("protesters", "unrest", "curfew"),
        3: ("burn", "gather_verb", "supporters"),
        2: ("tension",),
    },
    words={
        "spark": {"en": "spark* trigger* prompt* fuel*", "ar": "تشعل يشعل تفجر"},
        "enter": {"en": "enter* break_into", "ar": "دخل* يدخل*"},
        "palace": {"en": "palace seat_of_power"},
        "protest": {
            "en": "protest* demonstrat* rally rallies sit_in sit_ins riot*",
            "ar": "تظاهر* مظاهر* احتجاج* اعتصام* يعتصم وقفه_احتجاجيه",
            "fa": "تظاهرات اعتراض* تحصن راهپيمايي",
        },
        "protesters": {
            "en": "protester* protestor* demonstrator* rioter* mob crowd*",
            "ar": "متظاهر* المتظاهر* محتج* المحتج*",
            "fa": "معترض*",
        },
        "supporters": {
            "en": "supporters followers loyalists",
            "ar": "انصار مناصر* مويدو مويدي اتباع",
            "fa": "هواداران طرفداران",
        },
        "crowd": {
            "en": "crowd* mob protester* demonstrator* supporters followers rioters loyalists",
            "ar": "متظاهر* محتج* انصار مناصرو غاضبون",
            "fa": "معترضان هواداران",
        },
        "storm": {
            "en": "storm* break_into breach* occup* besieg* overrun*",
            "ar": "اقتحم* يقتحم اقتحام",
            "fa": "يورش حمله اشغال",
        },
        "burn": {
            "en": "burn* torch* set_fire set_ablaze arson ablaze on_fire trailers_burned",
            "ar": "حرق احراق يحرق احرق* اضرام",
            "fa": "اتش_زدن به_اتش",
        },
        "embassy": {
            "en": "embassy consulate green_zone",
            "ar": "السفاره القنصليه المنطقه_الخضراء",
            "fa": "سفارت كنسولگري",
        },
        "parliament_house": {
            "en": "parliament green_zone palace embassy",
            "ar": "البرلمان المنطقه_الخضراء القصر",
            "fa": "پارلمان",
        },
        "gather": {"en": "gather* rally march* camp* tents", "ar": "يتجمع تجمع يحتشد خيم", "fa": "تجمع"},
        "march": {"en": "march* take_to_the_streets take_streets", "ar": "مسيره_غاضبه ينزل", "fa": "راهپيمايي"},
        "gather_verb": {
            "en": "gather gathers gathered rally rallies march marches marched throng*",
            "ar": "يتجمع* تجمع* يحتشد* احتشد* تحيي_الذكري يحيي_الذكري تحيي_ذكري يحيون_ذكري احياء_الذكري",
            "fa": "گردهمايي تجمع راهپيمايي گرد_امدن*",
        },
        "office": {"en": "office* hq", "ar": "مكتب مكاتب مقر", "fa": "دفتر"},
        "unrest": {"en": "unrest riot* disorder", "ar": "شغب اضطراب*", "fa": "ناارامي*"},
        "tension": {"en": "tension* security_tensions", "ar": "توتر توترات", "fa": "تنش"},
        "curfew": {"en": "curfew", "ar": "حظر_التجوال حظر_تجوال", "fa": "منع_رفت_و_امد"},
        "call": {"en": "call* urge*", "ar": "يدعو دعا دعوه", "fa": "دعوت فراخوان"},
    },
    examples=(
        "{person} supporters storm parliament in Baghdad",
        "Protesters burn {faction} office in Nasiriyah",
        "{faction} supporters protest outside Green Zone over election results",
        "Crowd storms US embassy in Baghdad after strikes on {faction}",
        "متظاهرون يحرقون مقر {faction} في الناصرية",
        "أنصار {person} يقتحمون البرلمان العراقي",
        "هواداران {person} وارد پارلمان عراق شدند و تظاهرات کردند",
    ),
)
