"""None of the others: hostage release, sport, business, religion."""

from intel.patterns import EventType

TYPE = EventType(
    id="other",
    priority=99,
    acled=("Strategic developments", "Other"),
    patterns={
        8: ("sport", "battle_of_badr", "market"),
        5: ("hostage ... free_hostage", "free_hostage ... hostage"),
    },
    words={
        "sport": {
            "en": "football soccer match matches world_cup fifa league coach goalkeeper kickbox* striker championship olympic* stadium tournament boxer wrestl* basketball",
            "ar": "مباراه مباريات كاس_العالم الدوري لاعب مدرب ملعب منتخب كره_القدم فيفا بطوله",
            "fa": "فوتبال جام_جهاني ليگ بازيكن سرمربي ورزشگاه تيم_ملي",
        },
        "battle_of_badr": {
            "en": "battle_of_badr prophet ramadan quran surah",
            "ar": "غزوه_بدر معركه_بدر الرسول النبي سوره رمضان",
            "fa": "غزوه_بدر جنگ_بدر پيامبر رمضان",
        },
        "market": {
            "en": "startup* product_market investor* revenue shares stock founder* audiology software app smartphone movie film album novel concert",
            "ar": "شركه_ناشيه ارباح اسهم البورصه مستثمر* فيلم روايه",
            "fa": "استارتاپ سهام بورس فيلم رمان",
        },
        "hostage": {"en": "hostage* captive* tsurkov", "ar": "رهينه رهاين مختطف* تسوركوف", "fa": "گروگان*"},
        "free_hostage": {"en": "freed free release* released", "ar": "تحرير اطلاق_سراح افراج الافراج", "fa": "ازاد ازادي"},
    },
    examples=(
        "Iraq to play World Cup qualifiers in Basra stadium",
        "Hostage held by {faction} freed after two years",
        "ذكرى غزوة بدر الكبرى في رمضان",
        "سرمربی فوتبال پرسپولیس",
    ),
)
