"""The news is a statement: a group claims, denies, explains or comments, without a threat."""

from intel.patterns import EventType

TYPE = EventType(
    id="claim-or-denial",
    priority=8,
    acled=("Strategic developments", "Other"),
    patterns={
        6.6: ("^ speaker comment_on",),
        7: (
            "speaker ... deny ... attack|strike|fire|weapon|kill|abuse|role",
            "deny ... speaker ... attack|strike|fire|weapon|kill|role",
            "speaker ... deny",
            "state ... deny ... attack|strike|airstrike|kill",
            "speaker ... no_role",
        ),
        6.5: (
            "^ speaker hail",
            "^ person accuse",
            "speaker ... claim ... external ... behind",
            "speaker ... mock|comment|react ... sanction",
            "^ speaker accuse",
            "^ member accuse",
        ),
        6: ("deny ... role", "speaker ... reject ... role|accuse", "deny ... report|attack", "deny speaker", "no_role"),
        4: (
            "deny",
            "speaker ... react ... sanction",
            "speaker ... accuse",
            "speaker ... mock",
            "speaker ... comment",
            "speaker ... publish ... footage",
        ),
        3: (
            "^ speaker say",
            "^ member ... say",
            "speaker colon !spotlight",
            "^ say_first speaker",
            "speaker member|spokesman ... say",
            "say ... speaker ... statement",
            "speaker ... reveal",
            "speaker ... answer",
            "^ person|faction comment",
            "speaker ... comment_on",
        ),
        2: ("speaker ... say", "say_first speaker"),
        1: ("say", "claim"),
    },
    words={
        "spotlight": {"en": "spotlight profile"},
        "hail": {
            "en": "hail* prais* welcom* bless* applaud* congratulat* condemn* denounc*",
            "ar": "تبارك يبارك اشاد* تشيد يشيد تدين يدين يستنكر",
            "fa": "تبريك محكوم",
        },
        "role": {
            "en": "role involvement responsibility link* connection* accusation* allegation* report* rumo* part hand",
            "ar": "دور تورط* ضلوع* علاقه صله مسووليه اتهام* انباء مزاعم اشاعات شايعات",
            "fa": "نقش دست_داشتن ارتباط مسيوليت خبر شايعه شايعات",
        },
        "no_role": {
            "en": "no_role not_behind not_responsible had_nothing nothing_to_do no_link no_links no_hand",
            "ar": "لا_علاقه لا_صله ليس_لها ليست_مسووله",
            "fa": "نقشي ارتباطي_ندار*",
        },
        "behind": {"en": "behind", "ar": "وراء", "fa": "پشت"},
        "report": {"en": "report* media", "ar": "تقرير انباء", "fa": "خبر گزارش"},
        "accuse": {
            "en": "accuse accuses accusing blame blames blamed",
            "ar": "يتهم تتهم اتهم* متهما متهمه",
            "fa": "متهم مقصر",
        },
        "mock": {
            "en": """mock* slam* denounc* condemn* criticis* criticiz* downplay* shrug* derid* ridicul*
                scoff* dismiss* ironic ridiculous""",
            "ar": "يسخر تسخر سخر* ساخر* مثيره_للسخريه ينتقد تنتقد يندد تندد يدين تدين تستنكر يستنكر",
            "fa": "انتقاد محكوم مضحك",
        },
        "comment": {
            "en": "comment* explain* reveal* respond* praise* hail* congratulat* welcom* interview",
            "ar": "يعلق تعلق علق يوضح توضح يكشف تكشف يرد ترد رد يبارك تبارك يشيد تشيد",
            "fa": "واكنش توضيح تبريك",
            "xx": "pernyataan mwitikio",
        },
        "publish": {"en": "publish* releas* show* air* post*", "ar": "تنشر ينشر نشر* تعرض", "fa": "منتشر"},
        "footage": {"en": "footage film video image*", "ar": "فيديو مشاهد صور تسجيل*", "fa": "فيلم تصاوير ويديو"},
        "spokesman": {"en": "spokes*", "ar": "المتحدث الناطق", "fa": "سخنگوي"},
        "say_first": {"ar": "قال قالت اعلن اعلنت اكد اكدت يوكد يقول صرح كشف"},
        "statement": {"en": "statement*", "ar": "بيان", "fa": "بيانيه"},
        "reveal": {"en": "reveal* disclos*", "ar": "تكشف يكشف", "fa": "فاش"},
        "answer": {"en": "answer* repl*", "ar": "يجيب جواب", "fa": "پاسخ"},
    },
    examples=(
        "{faction} denies role in rocket attack on US embassy",
        "{faction}: we had nothing to do with the Erbil attack",
        "{person} mocks US sanctions on his group",
        "{faction} accuses Washington of killing its fighters in statement",
        "{faction} تنفي علاقتها باستهداف السفارة الأمريكية",
        "{person} يعلق على العقوبات الأمريكية",
        "{faction} حمله به سفارت آمریکا را تکذیب کرد",
    ),
    counter_examples=("{faction} claims drone attack on US base",),
)
