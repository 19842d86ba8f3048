"""Explainer, profile, long view."""

from intel.patterns import EventType

TYPE = EventType(
    id="analysis-or-profile",
    priority=11,
    acled=("Strategic developments", "Other"),
    patterns={
        7.5: ("^ how|why ... question",),
        6: (
            "speaker colon ... long_view",
            "speaker ... years_on",
            "who_is ... speaker",
            "^ profile",
            "explainer",
            "beware",
            "number facts",
            "^ analysis_word colon|speaker",
            "history_of ... speaker",
        ),
        5: (
            "^ how|why ... question",
            "^ what|how|why ... speaker|gov ... question",
            "^ what|how|why + speaker|gov",
            "^ how|why ... speaker|gov",
            "what ... means",
            "speaker ... question",
            "profile",
            "^ militia|speaker colon ... from_to",
            "^ speaker colon how|what|why",
            "spotlight",
            "rise_fall",
            "crisis_in ... speaker",
            "crisis ... speaker",
            "speaker ... role_of !gov",
            "role_of ... speaker",
        ),
        4: ("how|why|what ... question", "question", "who_is", "analysis_word", "^ how|why"),
    },
    words={
        "beware": {"en": "beware_of"},
        "facts": {"en": "facts things", "ar": "معلومات حقايق", "fa": "نكته"},
        "from_to": {"en": "state_within", "ar": "من_فتوي من_النشاه"},
        "years_on": {"en": "years_on decade_on at_ten"},
        "long_view": {
            "en": "origins structure goals ideology faces anatomy background timeline militia_profile explained",
            "ar": "النشاه الاهداف التاسيس",
            "fa": "پيدايش ساختار",
        },
        "spotlight": {"en": "spotlight deep_dive backgrounder"},
        "rise_fall": {"en": "rise_and_fall", "ar": "صعود"},
        "who_is": {
            "en": "who_is who_are who_was what_is what_are stand_for",
            "ar": "من_هو من_هي من_هم ما_هي ما_هو تعرف_علي",
            "fa": "كيست چيست",
            "xx": "qui_est quién_es kimdir nedir",
        },
        "profile": {
            "en": "profile portrait biography",
            "ar": "سيره_ذاتيه بورتريه نبذه",
            "fa": "زندگي_نامه",
            "xx": "perfil",
        },
        "explainer": {
            "en": "explainer explained factbox primer backgrounder q_and_a what_to_know things_to_know timeline",
            "ar": "انفوغرافيك تسلسل_زمني ملف_تعريفي كل_ما_تريد",
            "fa": "گاه_شمار",
        },
        "analysis_word": {
            "en": """analysis opinion commentary op_ed assessing mapping understanding inside evolution
                implications lessons anatomy future_of rise_of making_of deep_dive long_read new_era next_for
                means_for at_the_heart crossroads countering rethinking confronting containing curbing reining_in
                weighing pushing_back case_of growing_threat growing_role step_up_their_role captured_the_state""",
            "ar": "تحليل قراءه_في دراسه تقرير_تحليلي خريطه مستقبل قصه",
            "fa": "تحليل بررسي اينده يادداشت بشناس*",
            "xx": "análisis análise analyse vers_où",
        },
        "history_of": {"en": "history_of story_of evolution_of rise_of", "ar": "تاريخ_ قصه", "fa": "تاريخچه"},
        "how": {"en": "how", "ar": "كيف", "fa": "چگونه", "xx": "comment cómo como"},
        "why": {"en": "why", "ar": "لماذا", "fa": "چرا", "xx": "pourquoi por_qué"},
        "what": {"en": "what where which", "ar": "ماذا هل اين", "fa": "ايا چه", "xx": "où"},
        "means": {"en": "means mean", "ar": "يعني تعني"},
        "crisis": {"en": "succession_crisis dilemma paradox", "ar": "معضله"},
        "crisis_in": {"en": "crisis dilemma challenge* test paradox", "ar": "ازمه تحديات معضله", "fa": "بحران چالش*"},
        "role_of": {
            "en": "role influence power network empire economy rise",
            "ar": "دور نفوذ صعود امبراطوريه",
            "fa": "نفوذ نقش",
        },
    },
    examples=(
        "Who are {faction}?",
        "Explainer: what is the {faction}?",
        "How {faction} became a power in Iraq",
        "Profile: {person}, leader of {faction}",
        "Analysis: {faction} and the future of Iraq",
        "من هو {person}؟",
        "ما هي {faction}؟",
        "{faction} چیست؟",
    ),
)
