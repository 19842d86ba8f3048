"""States react or negotiate over it."""

from intel.patterns import EventType

TYPE = EventType(
    id="foreign-relations",
    priority=10,
    acled=("Strategic developments", "Other"),
    patterns={
        5.5: ("external|country halt ... aid",),
        5: (
            "state|country ... summon",
            "foreign_office ... condemn|summon|urge|reject|stress|say|meet",
            "country|external ... press ... gov|place",
            "country|gov|external ... sign ... withdraw|coalition_troops",
            "gov ... external ... withdraw",
            "withdraw ... external",
            "^ country colon",
        ),
        4: (
            "sovereignty",
            "gov ... assure|airspace",
            "external|gov ... agree ... mission",
            "state|country ... urge ... gov|party|place",
            "external|country|place ... envoy",
            "foreign_office",
            "external ... urge|press ... gov ... party !attack !strike !kill !law",
            "summon",
            "country|place ask ... gov|place",
            "country|external urge ... gov ... halt|rein",
        ),
        7.5: (
            "foreign_office deny",
            "country ... foreign_office deny",
            "external|foreign_office ... press ... disarm",
        ),
        6: ("country|gov protest_to ... gov|place|external", "country|gov|place protest_to"),
        2.5: ("^ external colon",),
        3.5: ("state|country ... condemn", "condemn ... state|country"),
        3: ("envoy", "un_body", "country ... gov !person", "urge ... gov"),
        2.2: ("condemn",),
        1.7: ("external ... gov", "gov ... external"),
    },
    words={
        "law": {"en": "law bill", "ar": "قانون"},
        "aid": {"en": "aid shipments dollar* payments waiver*", "ar": "مساعدات اعفاء"},
        "agree": {"en": "agree* deal talks"},
        "mission": {"en": "mission withdrawal pullout coalition"},
        "rein": {"en": "rein curb protect prevent"},
        "protest_to": {"en": "protests_to complains_to protest_note lodges", "ar": "احتجاج_رسمي مذكره_احتجاج"},
        "country": {
            "en": """germany france saudi kuwait jordan russia china european eu uk britain syria turkey iran
                tehran oman qatar emirates uae japan egypt italy moscow beijing riyadh ankara""",
            "ar": "المانيا فرنسا السعوديه الكويت الاردن روسيا الصين سوريا تركيا ايران قطر الامارات مصر عمان",
            "fa": "المان فرانسه عربستان كويت اردن روسيه چين سوريه تركيه ايران قطر امارات",
        },
        "summon": {"en": "summon* recall* expel*_ambassador", "ar": "استدع* تستدعي يستدعي", "fa": "احضار فراخوان*"},
        "condemn": {
            "en": "condemn* denounc* deplor* outrage",
            "ar": "تدين يدين ادان* ادانه ادانات تندد يندد تستنكر استنكار",
            "fa": "محكوم",
        },
        "urge": {"en": "urge* press* call* demand* ask*", "ar": "تدعو يدعو تحث يحث تطالب يطالب", "fa": "خواستار"},
        "ask": {"en": "asks", "ar": "تطلب يطلب", "fa": "خواست"},
        "press": {"en": "pressur* press presses pressing warn* tell*", "ar": "تضغط يضغط ضغط* تحذر يحذر", "fa": "فشار"},
        "foreign_office": {
            "en": """foreign_ministry foreign_minister state_department foreign_secretary secretary_of_state
                ministry_of_foreign rubio blinken pompeo""",
            "ar": "الخارجيه وزير_الخارجيه وزاره_الخارجيه",
            "fa": "وزارت_خارجه وزير_خارجه وزير_امور_خارجه",
        },
        "reject": {"en": "reject*", "ar": "ترفض يرفض", "fa": "رد"},
        "stress": {"en": "stress* affirm*", "ar": "توكد يوكد تشدد", "fa": "تاكيد"},
        "withdraw": {"en": "withdraw* pull_out leave departure", "ar": "انسحاب تنسحب ينسحب خروج", "fa": "خروج"},
        "sign": {"en": "sign* agree* discuss*", "ar": "توقع يوقع يبحث تبحث", "fa": "امضا"},
        "coalition_troops": {
            "en": "coalition_troops us_troops foreign_troops coalition_withdrawal",
            "ar": "انسحاب_القوات قوات_التحالف",
            "fa": "خروج_نيروها*",
        },
        "assure": {"en": "assur* pledg* tells", "ar": "يطمين", "fa": "اطمينان"},
        "airspace": {"en": "airspace", "ar": "المجال_الجوي الاجواء", "fa": "اسمان حريم_هوايي"},
        "sovereignty": {"en": "sovereignty", "ar": "سياده السياده", "fa": "حاكميت"},
        "envoy": {
            "en": "envoy* ambassador* diplomat*",
            "ar": "مبعوث المبعوث سفير السفير",
            "fa": "سفير فرستاده نماينده_ويژه",
        },
        "un_body": {
            "en": "security_council united_nations unami",
            "ar": "مجلس_الامن الامم_المتحده",
            "fa": "شوراي_امنيت سازمان_ملل",
        },
    },
    examples=(
        "Iraq summons US ambassador over strikes on {faction}",
        "Washington presses Baghdad to rein in {faction}",
        "Foreign ministry condemns attack on Kuwait from Iraqi soil",
        "US envoy tells Baghdad to curb {faction}",
        "الخارجية العراقية تستدعي القائم بالأعمال الأمريكي",
        "الكويت تستدعي السفير العراقي احتجاجا",
        "وزارت خارجه عراق سفیر ترکیه را احضار کرد",
    ),
)
