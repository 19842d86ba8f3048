"""Terror listing, sanctions."""

from intel.patterns import EventType

TYPE = EventType(
    id="sanction-or-designation",
    priority=1,
    acled=("Strategic developments", "Other"),
    patterns={
        6: (
            "external|gov sanction ... party|person|member|bloc",
            "sanction ... party|person|member|bloc|company",
            "external ... list|add ... party|person ... terror",
            "external|gov|place ... sanction",
            "party ... terror_list",
            "label ... party ... terror",
            "external ... list ... party|person",
            "list ... external ... party|person",
            "party ... listed",
            "treasury strike ... network|company|party|person",
            "gov|place|country list ... terror",
            "external|gov names ... terror",
            "external ... reward",
            "reward ... person|party|information",
        ),
        5: ("sanction !revenge", "terror_list"),
        3: ("sanction",),
    },
    words={
        "terror": {"en": "terror* global_terrorist", "ar": "ارهابي* الارهاب", "fa": "تروريستي"},
        "terror_list": {
            "en": """terror_list terrorist_list terrorism_list terrorism_blacklist terrorist_organi*
                terror_organi* terror_listing""",
            "ar": "قايمه_الارهاب لايحه_الارهاب منظمه_ارهابيه منظمات_ارهابيه قوايم_الارهاب",
            "fa": "فهرست_تروريستي ليست_تروريستي سازمان_تروريستي",
        },
        "list": {"en": "list lists listed listing", "ar": "تدرج يدرج ادرج* ادراج", "fa": "فهرست"},
        "listed": {"en": "listed blacklisted", "fa": "فهرست_قرار"},
        "add": {"en": "add adds added places", "ar": "تضيف اضاف*", "fa": "افزود"},
        "treasury": {"en": "treasury ofac", "ar": "الخزانه"},
        "network": {"en": "network* smuggl*", "ar": "شبكه"},
        "country": {"en": "uae emirates britain uk eu canada australia", "ar": "الامارات بريطانيا"},
        "names": {"en": "names named calls brands"},
        "reward": {"en": "reward bounty", "ar": "مكافاه", "fa": "جايزه"},
        "information": {"en": "information", "ar": "معلومات", "fa": "اطلاعات"},
        "label": {"en": "label* brand* declare*", "ar": "تعتبر تصنف", "fa": "اعلام"},
        "company": {"en": "compan* firm* bank* network*", "ar": "شركه شركات مصرف شبكه", "fa": "شركت"},
    },
    examples=(
        "US sanctions {faction} leaders over attacks on American forces",
        "Washington designates {faction} a terrorist organization",
        "Treasury blacklists company run by {faction}",
        "State Department adds {faction} to terror list",
        "واشنطن تفرض عقوبات على قيادات في {faction}",
        "الخارجية الأمريكية تصنف {faction} منظمة إرهابية",
        "آمریکا {faction} را تحریم کرد",
    ),
)
