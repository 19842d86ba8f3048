"""Units move, launch an operation, parade."""

from intel.patterns import EventType

TYPE = EventType(
    id="deployment-or-movement",
    priority=8,
    acled=("Strategic developments", "Non-violent transfer of territory"),
    patterns={
        6.2: (
            "faction|forces ... operation ... jihadi",
            "operation ... faction|forces ... jihadi",
            "party ... take_part ... clash|operation",
        ),
        5.6: ("party ... parade", "parade ... party"),
        5: (
            "party|forces ... deploy|parade|move_to !external !talks",
            "party|forces ... withdraw !talks",
            "party|forces ... deploy|parade|move_to ... place",
            "party ... cross ... place",
            "party ... takes_over",
            "party ... recruit",
            "deploy|parade ... party|forces|member|unit",
            "party|forces ... launch|begin ... operation|offensive|sweep",
            "party|forces ... operation|sweep ... begin_end",
            "operation ... party|jihadi ... !attack",
            "party ... enter|free|take ... place",
            "clash alongside",
            "launch operation",
            "withdraw ... faction|militia|forces !external",
        ),
        4: (
            "deploy",
            "parade",
            "offensive|sweep",
            "free ... place|jihadi",
            "take_up_arms",
            "party ... drill",
            "forces ... operation",
        ),
        3: ("withdraw", "drill", "enter place", "launch ... sweep"),
        2: ("operation",),
    },
    words={
        "deploy": {
            "en": """deploy* redeploy* reinforcement* rush_to rushes_to rushed_to take_up_positions
                sends_fighters send_fighters sends_troops mass massing amass* mobilises mobilizes
                mobilising mobilizing surround* encircl* besieg*""",
            "ar": """انتشار ينتشر تنتشر انتشر* ينشر تنشر نشر* تعزيزات تحشيد ارسال يرسل ترسل تعزز يعزز نشر
                تحاصر يحاصر حاصر* تطوق يطوق""",
            "fa": "استقرار مستقر اعزام محاصره",
        },
        "parade": {
            "en": "parade* show_of_force show_of_strength show_of_arms",
            "ar": "استعراض* يستعرض* تستعرض* عرض_عسكري",
            "fa": "رژه",
            "xx": "parata desfile défilé geçit_töreni militärparade",
        },
        "withdraw": {
            "en": "withdraw* pull_out pulls_out pull_back pulls_back leaves vacat* evacuat* relocat*",
            "ar": "انسحاب ينسحب تنسحب انسحب* اخلاء تخلي يخلي",
            "fa": "عقب_نشيني خروج تخليه",
        },
        "move_to": {
            "en": """moves move heads_to advance* arrives arrive crosses convoy_arrives close_in closes_in closing_in
                push_towards pushes_towards""",
            "ar": "تتحرك يتحرك تتقدم يتقدم وصول",
            "fa": "پيشروي حركت",
        },
        "take_part": {"en": "participat* take_part takes_part", "ar": "تشارك يشارك مشاركه", "fa": "شركت"},
        "talks": {"en": "talks discuss*", "ar": "مباحثات", "fa": "مذاكر*"},
        "takes_over": {"en": "takes_over take_over takes_control", "ar": "يتسلم تتسلم"},
        "recruit": {"en": "recruit* volunteer*", "ar": "تجنيد متطوع*", "fa": "جذب_نيرو"},
        "cross": {"en": "cross* stream* pour* heads"},
        "unit": {"en": "unit* brigade* fighters convoy*", "ar": "وحدات قوات لواء الويه", "fa": "يگان* تيپ"},
        "launch": {
            "en": "launch* start* begin* kick_off",
            "ar": "تطلق يطلق اطلق* تنفذ ينفذ انطلاق شن تشن",
            "fa": "اغاز",
        },
        "begin_end": {"fa": "اغاز شروع"},
        "begin": {"en": "begin* start*", "ar": "تبدا يبدا بدء انطلاق", "fa": "اغاز شروع"},
        "operation": {
            "en": "operation military_operation security_operation",
            "ar": "عمليه_امنيه عمليه_عسكريه عمليه",
            "fa": "عمليات",
        },
        "offensive": {"en": "offensive campaign_to", "ar": "هجوما_واسعا حمله_واسعه", "fa": "تهاجم"},
        "sweep": {
            "en": """sweep* clearing_operation search_operation manhunt pursuit combs combing search_campaign safehouse*
                sleeper_cell* arms_cache* remnants""",
            "ar": "تمشيط تفتيش ملاحقه تعقب يلاحق تلاحق يعثر تعثر العثور_علي_مضافه مضافه مضافات وكر اوكار مخلفات فلول",
            "fa": "پاكسازي",
        },
        "enter": {"en": "enter* push_into", "ar": "ستدخل يدخل تدخل دخول دخل*", "fa": "ورود وارد"},
        "free": {"en": "liberat* free recaptur* retak* regain*", "ar": "تحرير يحرر تحرر استعاده", "fa": "ازادسازي"},
        "take": {"en": "take* captur* seiz* control", "ar": "سيطره يسيطر تسيطر", "fa": "كنترل"},
        "alongside": {"en": "alongside", "ar": "الي_جانب", "fa": "دوشادوش"},
        "take_up_arms": {"en": "take_up_arms", "ar": "حمل_السلاح", "fa": "سلاح_به_دست"},
        "drill": {"en": "exercise* drill* manoeuvr* maneuver*", "ar": "مناورات تمرين تدريبات", "fa": "رزمايش مانور"},
    },
    examples=(
        "{faction} deploys fighters along Syrian border",
        "{faction} launches operation against {jihadi} in Anbar",
        "{faction} holds military parade in Diyala",
        "{faction} withdraws from Mosul",
        "{faction} تنشر تعزيزات على الحدود السورية",
        "انطلاق عملية أمنية واسعة {faction} في الأنبار",
        "استعراض عسكري {faction} في ديالى",
        "استقرار نیروهای {faction} در مرز سوریه",
        "{faction} عملیات امنیتی در دیالی را آغاز کرد",
        "{faction} rush to defend Kirkuk",
    ),
)
