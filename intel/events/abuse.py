"""Killing, kidnapping or looting of civilians by an armed group; reports on it."""

from intel.patterns import EventType

TYPE = EventType(
    id="abuse-against-civilians",
    priority=3,
    acled=("Violence against civilians", "Attack"),
    patterns={
        6: (
            "party ... kill|abuse|burn_home|displace ... civilian",
            "civilian ... kill|abuse ... by party",
            "rights_group ... party",
            "party ... kidnap ... !external",
            "kidnap ... party",
            "party ... loot|torture|displace",
            "loot|torture|displace ... party",
            "rights_group ... kill|abuse|burn_home",
            "civilian ... kidnap|shot|assassinate",
            "gunmen|militia ... kidnap|kill|shoot ... civilian",
        ),
        5: ("kidnap", "kill ... civilian !airstrike !external", "assassinate ... civilian", "rights_group", "mass_grave"),
        4: ("torture|loot|displace", "abuse ... civilian", "party ... burn_home"),
        3: ("abuse",),
    },
    words={
        "kidnap": {
            "en": "kidnap* abduct* hostage_taking disappear* missing",
            "ar": "خطف اختطاف اختطف* يخطف تخطف اختفاء مخطوف*",
            "fa": "ربود* ادم_ربايي ربايش",
            "xx": "secuestr* enlèv* kaçır*",
        },
        "loot": {"en": "loot* extort* plunder*", "ar": "نهب سرقه ابتزاز", "fa": "غارت اخاذي"},
        "torture": {"en": "tortur* execut* massacre* behead* rape*", "ar": "تعذيب مجزره مجازر اعدام_ميداني اعدامات", "fa": "شكنجه كشتار"},
        "displace": {"en": "displac* expel* evict* drove_out ethnic_cleansing forced_from", "ar": "تهجير نزوح طرد_السكان", "fa": "كوچ_اجباري"},
        "burn_home": {"en": "burn*_homes burn*_houses destroy*_homes destroy*_houses raz*", "ar": "احرقت حرق_منازل احراق_منازل تدمير_منازل", "fa": "اتش_زدن_خانه*"},
        "rights_group": {
            "en": "human_rights_watch hrw amnesty human_rights rights_group* rights_watch",
            "ar": "هيومن_رايتس العفو_الدوليه منظمه_حقوقيه حقوق_الانسان مرصد",
            "fa": "ديده_بان_حقوق_بشر عفو_بين_الملل حقوق_بشر",
        },
        "shot": {"en": "shot shoot* gunned_down", "ar": "اطلاق_نار رميا", "fa": "تيراندازي"},
        "shoot": {"en": "shoot* gun_down", "ar": "يطلق_النار", "fa": "تيراندازي"},
        "assassinate": {"en": "assassinat* murder*", "ar": "اغتيال اغتال*", "fa": "ترور قتل"},
        "gunmen": {"en": "gunmen gunman", "ar": "مسلحون مسلحين مجهولون", "fa": "افراد_مسلح"},
        "mass_grave": {"en": "mass_grave*", "ar": "مقابر_جماعيه مقبره_جماعيه", "fa": "گور_جمعي"},
    },
    examples=(
        "{faction} fighters kidnap journalist in Baghdad",
        "Shiite militias killed Sunni civilians, Human Rights Watch says",
        "Gunmen shoot dead activist in Basra",
        "{faction} accused of looting homes in Tikrit",
        "مسلحون يغتالون ناشطا في كربلاء",
        "اختطاف صحفي في بغداد على يد {faction}",
        "هيومن رايتس ووتش تتهم {faction} بتهجير السكان",
        "ربودن یک فعال مدنی در بغداد",
    ),
)
