"""None of the others: hostage release, sport, business, religion."""

from intel.patterns import EventType

TYPE = EventType(
    id="other",
    priority=99,
    acled=("Strategic developments", "Other"),
    patterns={
        5.1: ("works !weapon !attack !airstrike !strike",),
        6.8: (
            "funeral ... fighters_dead !protest_word",
            "fighters_dead ... funeral !protest_word",
            "funeral ... party ... kill|airstrike !chief",
            "works !weapon !kill !party",
        ),
        8: ("sport !party", "battle_of_badr !party", "market !party"),
        6.5: ("free_hostage ... kidnap|hostage|civilian !forces", "kidnap|hostage|civilian ... free_hostage !forces"),
        5.2: ("charity",),
        5: ("hostage",),
    },
    words={
        "chief": {"en": "commander leader chief nasrallah", "ar": "قايد قيادي"},
        "protest_word": {"en": "protest* embassy"},
        "works": {
            "en": """builds bridge engineers mines exhibition festival poets satellite recall* unveils railway tunnel
                kickbox* satellites airlines route recalls electric league""",
            "ar": "مهرجان تشجير اعمار السيول قمر الحلبه حريق يكرم مسابقه هندسه",
            "fa": "رينگ امدادرساني",
        },
        "funeral": {"en": "funeral* bury buries buried mourners", "ar": "تشييع يشيع تشيع", "fa": "تشييع"},
        "fighters_dead": {"en": "fighters members victims martyrs militants", "ar": "شهداء قتلي", "fa": "شهداي شهدا"},
        "sport": {
            "en": """football soccer match matches world_cup fifa league coach goalkeeper kickbox* striker
                championship olympic* stadium tournament boxer wrestl* basketball""",
            "ar": "مباراه مباريات كاس_العالم الدوري لاعب مدرب ملعب منتخب كره_القدم فيفا بطوله",
            "fa": "فوتبال جام_جهاني ليگ بازيكن سرمربي ورزشگاه تيم_ملي",
        },
        "battle_of_badr": {
            "en": "battle_of_badr prophet ramadan surah",
            "ar": "غزوه_بدر معركه_بدر الرسول النبي سوره رمضان",
            "fa": "غزوه_بدر جنگ_بدر پيامبر رمضان",
        },
        "market": {
            "en": """startup* product_market market_fit investor* revenue shares stock audiology software app
                smartphone movie album novel concert""",
            "ar": "شركه_ناشيه ارباح اسهم البورصه مستثمر* فيلم روايه",
            "fa": "استارتاپ سهام بورس فيلم رمان",
        },
        "kidnap": {"en": "kidnap* abduct* captiv*", "ar": "خطف* اختطف* مخطوف* محتجز*", "fa": "ربود*"},
        "charity": {
            "en": """sends_aid aid_convoy opens_hospital hospital field_hospital school earthquake flood*
                blood_donation vaccin* medical humanitarian_aid""",
            "ar": """مستشفي مساعدات_انسانيه قافله_مساعدات زلزال مدرسه خدماته للزايرين حمله_خدميه لتنظيف* تنظيف
                حمله_تبرع* تبرع*""",
            "fa": "بيمارستان كمك_هاي زلزله مدرسه",
        },
        "hostage": {"en": "hostage* captive* captivity", "ar": "رهينه رهاين مختطف* تسوركوف", "fa": "گروگان*"},
        "free_hostage": {
            "en": "freed free release* released",
            "ar": "تحرير اطلاق_سراح افراج الافراج",
            "fa": "ازاد ازادي",
        },
    },
    examples=(
        "Iraq to play World Cup qualifiers in Basra stadium",
        "Hostage held by {faction} freed after two years",
        "ذكرى غزوة بدر الكبرى في رمضان",
        "سرمربی فوتبال پرسپولیس",
    ),
)
