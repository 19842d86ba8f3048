"""Word classes: which words, in English, Arabic and Persian, do the same work in a headline.

`WORDS` holds one entry a class. Words are parted by spaces, `_` joins the words of a phrase, a final `*` takes every
ending. Arabic and Persian words are looked up without the particles written onto them (و ف ب ل ك ال) where the bare
form is known. Event types add words of their own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from intel.normalise import normalise

Words = Mapping[str, str]
Phrase = tuple[tuple[str, ...], int]  # its words, and the bit of its class
Begun = tuple[dict[str, list[Phrase]], list[Phrase]]  # phrases by their second word, and those where that is a stem

MOST_SEEN = 50_000
_ENDINGS = ("ون", "ين", "ها", "هم", "وا", "ات", "ان", "ه", "ت")
_PARTICLES = ("وبال", "وال", "فال", "بال", "كال", "ال", "لل", "ول", "وب", "و", "ف", "ب", "ل", "ك", "س")

# Classes that are not words: who the mentioned actor is, and signs.
MARKS = ("faction", "bloc", "jihadi", "foreign", "person", "place", "colon", "comma", "question", "number")
SIGNS = {",": "comma", ":": "colon", "?": "question"}
DROPPED = frozenset(
    ["a", "an", "the", "its", "his", "her", "their", "this", "be", "been", "has", "have", "had", "و", "كه", "را"]
)

WORDS: dict[str, Words] = {
    # Who
    "militia": {
        "en": """militia* militiamen militiaman militant* paramilitar* armed_group* armed_faction* faction iraqi_group
            gunmen
            gunman insurgent* insurgenc* fighters resistance_faction* factions faction_leader* shiite_faction*
            shia_faction* iran_backed_group* pro_iran_group* iran_backed_faction* iran_aligned_group*
            iranian_backed_group* proxy proxies iran_backed_forces resistance_groups terror_group* rebel* brigade
            brigades mobili?ation""",
        "ar": "ميليشي* مليشي* فصيل فصايل مسلحون مسلحين مسلح مقاومه كتيبه كتايب سرايا لواء الويه الحشد حشد",
        "fa": "شبه_نظامي* گروه_هاي_مقاومت گروههاي_مقاومت گروه_مسلح گروه_هاي_مسلح حشد",
        "xx": "milices milicias milicia milisi milis milice",
    },
    "member": {
        "en": """commander* leader* chief* member* fighter* official* operative* head spokes*
            secretary_general secretary deputy cell senior_figure personnel militiamen militiaman figure""",
        "ar": """قيادي قياديا قياديين قياديه قايد قاده قيادات عنصر عنصرا عناصر مقاتل مقاتلا مقاتلين مقاتلي
            امر مسوول زعيم امين_عام""",
        "fa": "فرمانده فرماندهان عضو اعضاي نيروي نيروهاي رهبر دبيركل مسيول",
        "xx": "commandant chef jefe lider líder comandante komutanı komutani anführer kommandeur capo leader_di",
    },
    "external": {
        "en": """us u_s american* america pentagon washington centcom coalition biden trump israel* idf
            turkish turkey nato british uk warplane* jets west* state_department treasury white_house
            international_coalition foreign_forces occupation""",
        "ar": """امريك* اميرك* واشنطن البنتاغون اسراييل* التحالف_الدولي تحالف_دولي تركي* تركيا سنتكوم بايدن
            ترامب احتلال الولايات_المتحده صهيوني* الخزانه قوات_اجنبيه قوات_التحالف""",
        "fa": "امريكا* امريكايي* اسراييل* رژيم_صهيونيستي پنتاگون واشنگتن تركيه ترامپ بايدن",
        "xx": """estados_unidos eeuu eua états_unis etats_unis américain* estadounidense* abd amerika as
            israël israel* israël* usa iran_lı EE_UU""",
    },
    "forces": {
        "en": """army police policem* policewom* security_forces security_force troops soldier* military
            counter_terrorism federal_police security_service* intelligence_service* serviceme* service_member*
            contractor* security_agencies ISF iraqi_forces special_forces commando* navy""",
        "ar": """جيش شرطه قوات_امنيه القوات_الامنيه القوات_العراقيه مكافحه_الارهاب جنود جندي اجهزه_امنيه
            عسكريين ضابط ضباط القوات_المسلحه قوات الامن_الوطني""",
        "fa": "ارتش پليس نيروهاي_امنيتي سربازان سرباز",
    },
    "gov": {
        "en": """government* prime_minister premier pm president minister* ministry cabinet baghdad iraq
            iraqi tehran presidency authorities state foreign_minister supreme_judicial_council judiciary sudani
            kadhimi abadi maliki parliament_speaker iran""",
        "ar": """حكومه رييس_الوزراء وزير وزاره رياسه رييس_الجمهوريه السوداني الكاظمي العبادي بغداد العراق
            السلطات ايران طهران""",
        "fa": "دولت نخست_وزير وزير وزارت رييس_جمهور عراق بغداد ايران تهران",
    },
    "us_target": {
        "en": """us_base* americans us_service* us_forces us_troops american_forces american_troops
            us_embassy us_soldiers us_personnel us_interests""",
        "ar": "القوات_الامريكيه القوات_الاميركيه قوات_امريكيه قوات_اميركيه السفاره_الامريكيه السفاره_الاميركيه",
        "fa": "نيروهاي_امريكايي سفارت_امريكا پايگاه_امريكا*",
    },
    "site": {
        "en": """base bases airbase* embassy airport* camp* consulate* green_zone convoy* residence home
            house oilfield* oil_field* refinery gas_field port ship ships vessel* radar* facility facilities
            pipeline power_plant interests target targets diplomatic_facility tanker* installation* peshmerga
            compound hotel restaurant* city dead_sea eilat haifa tel_aviv golan""",
        "ar": """قاعده قواعد سفاره مطار معسكر قنصليه المنطقه_الخضراء رتل ارتال منزل حقل مصفي ميناء سفينه
            رادار هدف اهداف هدفا موقع مصالح منشاه منشات حيفا ايلات تل_ابيب الجولان البحر_الميت كورمور""",
        "fa": "پايگاه فرودگاه سفارت كنسولگري منطقه_سبز كاروان هدف اهداف مواضع حيفا ايلات",
        "xx": "base basi basis üssü* stützpunkt ambassade embajada büyükelçili* embaixada",
    },
    "hq": {
        "en": """headquarters headquarter hq hqs positions position depot* warehouse* hideout* stronghold*
            weapons_store* arms_depot* ammunition_depot* outpost* checkpoint* locations location sites training_camp
            command_center""",
        "ar": "مقر مقرا مقار مقرات مواقع موقع مستودع* مخزن مخازن مخازن_اسلحه نقطه معسكر* كدس اكداس",
        "fa": "مقر مقرهاي مواضع انبار انبار_مهمات",
    },
    "civilian": {
        "en": """civilian* activist* protester* protestor* journalist* villager* resident* sunnis sunni
            family families homes houses villages worker* researcher* academic* analyst*""",
        "ar": "مدني* ناشط* متظاهر متظاهرين المتظاهرين صحفي* اهالي مواطن* منازل قري قريه باحث* سكان عايله",
        "fa": "غيرنظامي* فعال فعالان معترضان خبرنگار* روستا* شهروند*",
    },
    # What
    "airstrike": {
        "en": """airstrike* air_strike* air_raid* air_attack* drone_strike* us_strike* us_raid*
            american_strike* american_raid* israeli_strike* israeli_raid* bombing_raid* warplane* fighter_jet*
            fighter_plane* bombardment missile_strike* retaliatory_strike* precision_strike* israeli_airstrike*
            aerial_attack* attack_from_air aerial_bomb* unknown_aircraft unidentified_aircraft turkish_strike*
            turkish_drone*""",
        "ar": """غاره غارات ضربه_جويه ضربات_جويه قصف_جوي قصف_امريكي قصف_اميركي ضربه_امريكيه ضربه_اميركيه
            ضربات_امريكيه ضربات_اميركيه قصف_اسراييلي طيران_حربي طايره_امريكيه طايره_اميركيه عدوان_امريكي
            عدوان_اميركي قصفا_جويا""",
        "fa": "حمله_هوايي حملات_هوايي بمباران حمله_پهپادي_امريكا حمله_امريكا حملات_امريكا",
        "xx": """hava_saldırı* hava_saldiri* bombardeo* frappe* ataque_aéreo ataque_aereo saldırısında
            luftangriff* luchtaanval* bombardea bombardean bombardeó frappe* raid_aereo""",
    },
    "strike": {
        "en": """strike strikes striking struck hit hits hitting bomb bombs bombed bombing* target targets
            targeted targeting pound* shell* destroy* raids kills retaliat*""",
        "ar": "قصف* تقصف يقصف ضربه ضربات ضرب استهد* يستهد* تستهد* مستهدف* قصفت شن تشن يشن شنت دمر* تدمير",
        "fa": "هدف_قرار هدف_گرفت* زدند بمباران كوبيد*",
        "xx": "vise visent bombardean atacan atacó ataca vurdu vuruldu bombardeó golpea colpisce",
    },
    "raid": {
        "en": "swoop* raid raids raided raiding storm stormed storms search*_headquarters",
        "ar": "مداهمه مداهمات تداهم داهمت يداهم دهم اقتحم* اقتحام",
        "fa": "يورش هجوم",
    },
    "attack": {
        "en": """attack* suicide_bomb* car_bomb* assault* bombard* ambush* assassination_attempt
            assassination_bid attempt_on shelling barrage rocket_fire drone_attack* rocket_attack*
            operations_against""",
        "ar": "هجوم هجوما هجمات هجومين هجومي هاجم* تهاجم يهاجم مهاجمه استهداف محاوله_اغتيال عمليه_عسكريه اعتداء",
        "fa": "حمله حملات عمليات ترور_نافرجام",
        "xx": """ataque* attaque* saldırı* saldiri* saldırd* serangan aanval* drónaárás* banatilræði atentado attentat
            shambulio angriff* griff angegriffen raketenangriff drohnenangriff lattaque* lattacco dellattacco attacco
            attacchi cohetes_contra atacaron ataca""",
    },
    "weapon": {
        "en": """rocket rockets missile missiles drone drones mortar* katyusha* uav* ied ieds projectile*
            ballistic cruise_missile* bomb_laden explosive* roadside_bomb*""",
        "ar": """صاروخ صواريخ صاروخا بصواريخ بصاروخ بصاروخين بطايره بطايرات بمسيره بمسيرات بمسيرتين صاروخان
            صاروخين مسيره مسيرات طايره_مسيره طايرات_مسيره درون هاون كاتيوشا عبوه عبوات الكاتيوشا صاروخي صاروخيه
            مفخخه""",
        "fa": "موشك موشكي پهپاد* راكت خمپاره",
        "xx": "dron drones roquette* cohete* misil* roket füze iha raketen drohne* razzo razzi missili foguetes",
    },
    "fire": {
        "en": "fire fires fired firing launch* lob* rain* land lands landed fall falls fell slam* crash*",
        "ar": "اطلاق اطلق* تطلق سقوط سقط سقطت تسقط",
        "fa": "شليك اصابت",
    },
    "blast": {
        "en": "explosion* blast* explode* detonat*",
        "ar": "انفجار* تفجير* انفجر* دوي",
        "fa": "انفجار*",
    },
    "kill": {
        "en": """kill killed kills killing slain slay* dead dies died die assassinat* martyr* eliminat*
            liquidat* murder* death deaths neutrali* shot_dead""",
        "ar": """مقتل قتل قتلت يقتل تقتل قتلوا قتلي قتيل قتيلا قتيلان قتيلين شهيدان شهيدين اغتيال اغتال*
            تغتال يغتال* تصفيه استشهاد استشهد شهيد شهداء شهيدا مصرع سقوط_شهداء""",
        "fa": "كشته شهيد شهادت ترور كشتن به_شهادت",
        "xx": """mort morts tué* tue muerto* mata matan muere* öldürüld* öldü tewas meninggal morto* mata
            tötet getötet ucciso uccide uccisi matado mató tués öldürdü gedood gevallen""",
    },
    "wound": {
        "en": "wound* injur* hurt casualt*",
        "ar": "اصابه اصيب اصابات جرحي جريح جريحا مصاب* مصابين",
        "fa": "زخمي مجروح*",
    },
    "casualty": {
        "en": "casualt* injuries shooting death_of nobody toll harm unharmed lives no_one_hurt",
        "ar": "حصيله خسائر قضي قضيا قضوا يودي اودي فقد فقدا لم_يصب",
        "fa": "تلفات شمار جان",
    },
    "clash": {
        "en": """shooting_between clash* fight fights fighting fought battle* gunfight* firefight* skirmish*
            exchange_of_fire
            trade_gunfire trade_fire gunfire shootout* exchange_fire gun_battle* armed_confrontation* confrontation*
            collide* turf_war infighting standoff""",
        "ar": "اشتباك* معارك معركه مواجهات تشتبك اشتبك* قتال يقاتل صدامات مواجهه_مسلحه",
        "fa": "درگيري* نبرد زد_و_خورد",
        "xx": "affrontement* enfrentamiento* combates çatışma* çatıştı gefechte scontri confrontos",
    },
    "revenge": {
        "en": "revenge vengeance retaliat* avenge* retribution respond response price pay_the_price",
        "ar": "انتقام الانتقام ثار الثار الرد رد_قاس بالرد قصاص",
        "fa": "انتقام پاسخ تلافي",
    },
    "threat": {
        "en": """threaten* threats issues_threat death_threat* warn* vow vows vowed vowing pledg* swear*
            ultimatum deadline promise* menac* readies_to ready_to_attack will_strike will_attack will_target
            will_respond will_not_hesitate not_go_unanswered go_unanswered go_unpunished
            legitimate_target*""",
        "ar": """تهدد يهدد هدد هددت تهديدات تتوعد يتوعد توعد* انذار ينذر مهله تحذر يحذر حذر حذرت تحذران
            يحذرون تحذير* تتعهد يتعهد سنستهدف ستستهدف سنضرب مزلزل* لن_يمر لن_تمر متوعد* مهدد* محذر* لن_نسمح سنرد""",
        "fa": "هشدار تهديد اولتيماتوم ضرب_الاجل خط_و_نشان بدون_پاسخ بي_پاسخ",
        "xx": "menace* amenaza* tehdit ancam* ameaça* drohen droht minaccia",
    },
    "go_on": {
        "en": """continue* continuing resume* resumption keep_up go_on goes_on will_go_on escalat* intensif*
            step_up not_stop never_stop won't_stop will_not_stop persist* expand* carry_on open""",
        "ar": """استمرار ستستمر مستمره تستمر مستمرون مواصله سنواصل تواصل يواصل استيناف تستانف يستانف تصعيد
            تصعد لن_تتوقف متواصله مفتوحه""",
        "fa": "ادامه از_سرگيري تشديد",
        "xx": "continuer kesinambungan berlanjut",
    },
    "urge": {"en": "urge* ask* call* demand* press* tell*", "ar": "تدعو يدعو تحث تطالب يطالب", "fa": "خواستار"},
    "comment_on": {"en": "comments_on", "ar": "تعلق_علي يعلق_علي علق_علي علقت_علي تعليق_علي"},
    "halt": {
        "en": """suspend* suspension halt* pause* stop stops stopped stopping cease ceases freeze* freezing
            froze frozen cessation lull end_attacks ends_attacks hold_fire de_escalat* postpone*""",
        "ar": "تعليق علق علقت تعلق يعلق وقف وقفت توقف ايقاف يوقف توقف تجميد تجمد جمد يجمد تهديه ارجاء",
        "fa": "تعليق توقف متوقف",
        "xx": "suspend* arrêt suspensión",
    },
    "truce": {
        "en": "ceasefire* cease_fire* truce* armistice calm_deal",
        "ar": "هدن* وقف_اطلاق_النار وقف_العمليات تعليق_العمليات تعليق_الهجمات وقف_الهجمات",
        "fa": "اتش_بس",
        "xx": "alto_el_fuego cessez_le_feu gencatan ateşkes",
    },
    "claim": {
        "en": """claim claims claimed claiming claims_responsibility takes_responsibility took_responsibility
            takes_credit take_credit took_credit claims_credit""",
        "ar": "تبن* يتبن* تتبن* اعلان_مسووليه مسووليتها مسووليته تعلن_مسووليتها اعلنت_مسووليتها",
        "fa": "برعهده بر_عهده مسيوليت",
        "xx": "revendique* reivindica* rivendic* üstlendi üstleniyor bekennt",
    },
    "say": {
        "en": """say says said saying state stated announce* declar* statement* comment* explain* remark*
            reveal* insist* assert* stress* affirm* tell tells told speech interview message* call_on argues
            maintains confirm* respond* response* reiterat* hail* praise* welcom* mock* slam* denounc* condemn*
            blam* accus* criticis* criticiz* react* describ* spokes* brand* labels""",
        "ar": """قال قالت يقول تقول اعلن* يعلن تعلن معلن* اكد* يوكد توكد بيان صرح* يصرح تصريح* يعلق علق كشف*
            يكشف تكشف اعتبر* يعتبر تعتبر شدد* يشدد رسال* متحدث ناطق يتهم تتهم اتهم* يرد يوضح توضح موقف يصف تصف يدعو
            يدين تدين ادان* ينتقد تنتقد تعليق يبارك تبارك اشاد* ذكر* نعت""",
        "fa": "گفت اعلام بيانيه تاكيد سخنگو واكنش محكوم گفتگو اظهار",
        "xx": "pernyataan dit afirma dice söyledi tilda assure diz",
    },
    "deny": {
        "en": """deny denies denied denying denial* disavow* disown* not_responsible not_behind no_role
            no_link* no_connection nothing_to_do not_involved no_involvement refut* distances_itself
            rejects_accusation* rejects_allegation* no_relation* reject*_responsibility rejects_claim* not_carry_out
            dismiss*_report* dismiss*_claim* baseless fake_news fake_statement* fake_document* fabricated
            distances_himself distances_itself
            false_report*""",
        "ar": """نفي نفت ينفي تنفي نافيا نافيه نفيه نفيها لا_علاقه تكذب يكذب تكذيب تتبرا يتبرا تبرا* براءه
            عدم_مسووليتها لا_صحه لا_صله ليس_لنا""",
        "fa": "تكذيب رد_كرد انكار نقشي_نداشت نقشي_ندارد",
        "xx": "niega* nie dément yalanla* bantah menafik* desmiente*",
    },
    "reject": {
        "en": """reject* refus* oppos* decline* rebuff* rule*_out will_not never no not nobody none
            non_negotiable red_line object*""",
        "ar": "رفض* يرفض ترفض رافض* لن لا خط_احمر يعترض تعترض معارض*",
        "fa": "رد مخالف* نمي نخواه*",
        "xx": "imekataa rechaza* refuse reddet* menolak rejette hafnar",
    },
    "disarm": {
        "en": """disarm* dissol* dismantl* demobili* lay*_down_arms lay_down_weapons hand*_in_arms
            hand*_in_weapons handing_in lay_down_their hand*_over_weapons hand*_over_arms hand*_over_its_weapons
            hand*_over_their give_up_arms give_up_weapons giving_up_weapons give_up_their surrender*_weapons
            surrender*_arms relinquish* weapons_under_state arms_under_state state_monopoly monopoly_on_arms
            monopoly_of_arms state_control_of_weapons control_of_weapons restrict*_weapons restrict*_arms
            limit*_weapons weapons_to_the_state arms_to_the_state exclusive_state decommission* give_up_its""",
        "ar": """نزع_السلاح نزع_سلاح حصر_السلاح تسليم_السلاح تسليم_سلاح* القاء_السلاح حل_الحشد حل_الفصايل
            حل_فصيل تفكيك سلاح_الفصايل بيد_الدوله سلاح_المقاومه نزع_اسلحه تسلم_سلاحها تسليم_اسلحت* حصر_سلاح بحصر
            تسليم_اسلحه سلاحنا سلاحها ملف_السلاح السلاح_المنفلت حل_نفس* حل_تشكيل تسلم_السلاح""",
        "fa": "خلع_سلاح تحويل_سلاح انحلال انحصار_سلاح زمين_گذاشتن_سلاح",
        "xx": "silahsızlan* silah_bırak* désarm* desarm* kupokonya_silaha pelucutan désarm* desarme entwaffn* disarm*",
    },
    "integrate": {
        "en": "integrat* merg* absorb* incorporat* restructur* detach* disengag* disband*",
        "ar": "دمج يدمج تدمج اندماج ضم_الي هيكله اعاده_هيكله ادماج فك_ارتباط",
        "fa": "ادغام",
        "xx": "integra* intégr*",
    },
    "arms": {
        "en": "weapons arms weaponry arsenal military_wing armed_wing silaha",
        "ar": "سلاح اسلحه سلاحه سلاحها جناح_عسكري",
        "fa": "سلاح سلاح_هاي",
        "xx": "silaha silah armes armas senjata",
    },
    "politics": {
        "en": """election* elector* vote* voting poll polls parliament* mp mps lawmaker* legislat* deputies
            cabinet government_formation candida* ballot* boycott* premiership nominat* seats seat alliance* party
            political politic* coalition_talks law bill budget resign* bloc blocs quota opposition referendum
            reelect* re_elect* speaker governor
            governorship provincial_council* constitution* federal_court coalition_government congress manifesto
            campaign_rally step_down annul* ballots recount supreme_court_ruling institutions second_term portfolio*""",
        "ar": """انتخابات انتخابي* الانتخابات انتخاب برلمان برلماني* نواب نايب كتله كتل ترشيح مرشح* قانون
            استقاله استقالات مقاعد مقعد مقعدا حزب احزاب سياسي* تشكيل_الحكومه تحالف ايتلاف مجلس_النواب الدستور جلسه تصويت
            يصوت مفوضيه اقتراع موازنه وزاريه التيار مقاطعه المعارضه ولايه_ثانيه حقيبه اللجنه_المركزيه مجلس_محافظه""",
        "fa": "انتخابات پارلمان مجلس نماينده* نامزد* حزب سياسي ايتلاف قانون راي دولت_جديد كابينه",
        "xx": """élection* elecci* seçim* eleições pemilu députés diputados parlement* parlament* eleitor*
            coalición resultados* kosning* wahl* elezioni législatives meclis* legislativas""",
    },
    "protest": {
        "en": """protest* demonstrat* rally rallies sit_in sit_ins riot* unrest arson torch* burn* burned
            set_fire set_ablaze march marched marches mob crowd* storm_embassy storm*_green_zone storm*_parliament
            storm*_embassy breach* vandal* supporters_storm tensions""",
        "ar": """تظاهر* مظاهر* احتجاج* محتج* متظاهر* المتظاهرون اعتصام* يعتصم حرق احراق يحرقون احرق* انصار
            اضطراب* توتر شغب مسيره_حاشده""",
        "fa": "تظاهرات معترض* اعتراضات تجمع اتش_زدن تحصن",
        "xx": "manifesta* protesta* gösteri* unjuk_rasa manifestantes partisans envahiss* asalta* göstericiler",
    },
    "detain": {
        "en": """arrest* detain* detention* custody sentence* trial court* convict* jail* prison* charge
            charged charges indict* warrant* prosecut* suspect* verdict acquit* death_penalty inquiry probe probes
            investigat* extradit* guilty lawsuit sued raid_arrests murderer* behind_bars captur*""",
        "ar": """اعتقال* يعتقل تعتقل اعتقل* القبض محكمه محاكمه الاعدام السجن سجن تحقيق* مذكره متهم* ادانه
            بادانه قضاء القضاء افراج الافراج اطلاق_سراح توقيف احتجاز حكم_علي يحاكم حكما قاتل قتله الحكم المتهم""",
        "fa": "بازداشت دستگير* دادگاه محاكمه حكم_اعدام زندان تحقيق* محكوم_به",
        "xx": """arrêt* deten* tutukla* gözaltı* condamn* conden* mahkum sentenci* arrestation détention
            tutuklandı festgenommen arrestato""",
    },
    "sanction": {
        "en": """sanction* blacklist* designat* terror_list terrorist_list terrorism_list terror_listing
            terrorist_organi* terrorist_group* terrorist_designation list_of_terror* ofac sdgt fto foreign_terrorist
            delist* asset_freeze terrorist_label terror_label new_measures""",
        "ar": """عقوبات عقوبه العقوبات تعاقب يعاقب تصنف تصنيف صنفت يصنف لايحه_الارهاب قايمه_الارهاب لوايح_الارهاب
            منظمه_ارهابيه منظمات_ارهابيه قايمه_العقوبات قوايم_الارهاب""",
        "fa": "تحريم* فهرست_تروريستي ليست_تروريستي سازمان_تروريستي",
        "xx": "sancion* sanctionn* yaptırım* sanksi sanções terör_listesi* sanciona sanktion* sanzioni",
    },
    "lead": {
        "en": """appoint* named names naming successor* succeed* replac* elects elected new_leader new_chief
            new_commander new_head new_deputy new_secretary heir split splits splinter* defect* breakaway
            breaks_away leaves_group expel* sack* dismiss* fired_as promoted deputy_chief takes_over steps_down
            successi*""",
        "ar": """تعيين تعين يعين عينت خلفا خليفه خلافه يخلف انشقاق انشق* ينشق اقاله اعفاء تنصيب بديلا تكليف
            يتولي اختيار رييسا منصب نايبا""",
        "fa": "انتصاب منصوب جانشين بركنار* انشعاب",
        "xx": "nombra* nommé* atandı nomeado* successeur sucesor",
    },
    "mourn": {
        "en": "mourn* funeral* obituary buried burial dies passes_away died_of eulog* condolence*",
        "ar": "نعي ينعي تنعي نعت تشييع يشيع وفاه توفي رحيل عزاء جنازه",
        "fa": "درگذشت تشييع مراسم_تشييع",
    },
    "deploy": {
        "en": """deploy* redeploy* reinforc* advance* offensive withdraw* pull*_out pull*_back parade*
            moves_into move_into enter enters entered entering push_into liberat* recaptur* retak* encircl* besieg*
            military_operation security_operation sweep* launches_operation launch_operation joins_fight
            take_up_arms take_part_in_battle fight_alongside free_the seize* take_control mobili?e mobili?es
            exercise* manoeuvre* maneuver* drill* capture_of convoy_enters units_move send_fighters sends_fighters
            open*_office""",
        "ar": """انتشار ينتشر تنتشر تعزيزات تحشيد تحرير يحرر تقدم يتقدم انسحاب ينسحب تنسحب عمليه_امنيه
            عمليات_امنيه استعراض تنفذ_عمليه انطلاق_عمليه تطويق ستدخل دخول يدخل سيطره يسيطر حمله_امنيه اعاده_انتشار""",
        "fa": "استقرار اعزام پيشروي رژه عقب_نشيني ازادسازي ازاد_سازي عمليات_پاكسازي",
        "xx": "déploie* despliega* konuşlan*",
    },
    "abuse": {
        "en": """kidnap* abduct* loot* tortur* execut* disappear* massacre* displac* war_crime* human_rights
            atroci* extort* abuse* hrw amnesty violations ethnic_cleansing unarmed rape* hostage_taking behead*
            crackdown forced_from drove_out revenge_killing* sectarian_killing* destroy*_homes burn*_homes
            mass_grave*""",
        "ar": """خطف اختطاف اختطف* يخطف تخطف مخطوف* اختفاء تعذيب نهب اعدام_ميداني انتهاك* جرايم تهجير
            هيومن_رايتس العفو_الدوليه ابتزاز مجزره مجازر احرقت_منازل نازحين مقابر_جماعيه اعدامات""",
        "fa": "ربود* ادم_ربايي شكنجه غارت جنايت* حقوق_بشر",
        "xx": "enlèv* secuestr* kaçır* droits_de_l'homme derechos_humanos",
    },
    "react": {
        "en": """condemn* denounc* summon* urge* call_for calls_for deplor* protest_note outrage
            international welcom* express* concern support* calls_on demand* strongly condemnation* complain*
            object* violation_of_sovereignty sovereignty foreign_ministry foreign_minister security_council
            united_nations un_says un_report un_rights un_envoy un_mission envoy diplomat* ambassador* bilateral
            visit_to nations germany france saudi kuwait jordan russia china european eu""",
        "ar": """تدين يدين ادان* ادانه ادانات تستنكر استنكر* يستنكر استدع* تستدعي الخارجيه سفير مجلس_الامن
            الامم_المتحده قلق ترحب يرحب تنديد تندد سياده دوليه السيد_الوزير مبعوث المبعوث روسيا المانيا السعوديه
            الكويت الاردن قطر""",
        "fa": "محكوم وزارت_خارجه وزير_خارجه سفير سازمان_ملل شوراي_امنيت",
        "xx": "condena* condamn* kınadı indignation",
    },
    "meet": {
        "en": """meet meets met meeting* talk talks visit* negotiat* mediat* dialogue delegation* receives
            host hosts hosted discuss* delegat* summit agreement* deal pact accord* reconcil* understanding engage
            consult*""",
        "ar": """اجتماع* يجتمع اجتمع التقي يلتقي لقاء لقاءات زياره يزور زار مفاوضات يتفاوض مباحثات محادثات
            يبحث تبحث بحث يستقبل استقبل وساطه وفد حوار اتفاق تفاهم مصالحه مشاورات""",
        "fa": "ديدار مذاكر* نشست سفر رايزني توافق گفت_و_گو هييت",
        "xx": "réunion reunión görüş* pertemuan rencontre* reúne*",
    },
    "analysis": {
        "en": """analysis explainer explained profile who_is who_are who_was what_is what_are what_to_know
            how why inside the_rise rise_of future_of role_of backgrounder timeline history_of the_case making_of
            implications lessons understanding anatomy evolution assessing mapping portrait opinion op_ed commentary
            report_on next_for crisis_in guide_to factbox questions_about the_evolution new_era what_next where_does
            whither means_for at_the_heart year_in_review stand_for q_and_a long_read deep_dive primer the_story_of""",
        "ar": """تحليل من_هو من_هي من_هم ما_هي ما_هو لماذا كيف ماذا قراءه_في تقرير_تحليلي دراسه تعرف_علي سيره
            ملف مستقبل دور هل ابعاد قصه خريطه ما_موقف اين""",
        "fa": "تحليل كيست چيست چرا چگونه بررسي گزارش_تحليلي اينده ايا",
        "xx": "où vers_où qui_est quién_es perfil quem_é análise análisis kimdir nedir",
    },
    "by": {
        "en": "by",
        "ar": "من_قبل علي_يد علي_ايدي بواسطه بطايره* بطايرات بصواريخ بصاروخ* بمسيره بمسيرات",
        "fa": "توسط",
    },
    "against": {
        "en": "on against at near towards into targeting inside",
        "ar": "علي ضد في نحو قرب داخل باتجاه",
        "fa": "به عليه در",
        "xx": "contra contre sur en sobre",
    },
    # How clauses hang together
    "after": {
        "en": """after following amid over despite because_of in_response_to in_retaliation in_wake
            days_after hours_after weeks_after since ahead_of before as_part while in_protest due_to marking
            in_aftermath for_alleged for_role for_death for_deaths for_killings for_slain avenge_death
            avenge_deaths avenge_killing* triggered_by for_attacks for_killing months_after year_after
            years_after until""",
        "ar": """بعد عقب اثر ردا_علي علي_خلفيه وسط رغم خلال احتجاجا بسبب قبل قبيل منذ بالتزامن ضمن علي_وقع
            في_اعقاب عشيه بزعم بتهمه في_ظل حتي""",
        "fa": "پس_از در_پي بعد_از در_واكنش_به به_دنبال پيش_از به_دليل با_وجود",
        "xx": "après tras após depois_de sonrasında setelah malgré faute_d faute",
    },
    "as": {"en": "as", "ar": "فيما بينما اذ", "fa": "درحالي_كه"},
    # For flags and for what is not ours
    "plan": {
        "en": """plan plans planned planning prepar* intend* set_to about_to expected_to due_to_ consider*
            weigh* mull* poised""",
        "ar": "سوف ستعلن سيعلن يعتزم تعتزم تستعد يستعد تخطط يخطط مرتقب* ينوي استعداد* ستدخل سيدخل ستنفذ سيتم",
        "fa": "قصد_دارد اماده خواهد",
    },
    "ahead": {
        "en": """next_week next_month next_monday next_tuesday next_wednesday next_thursday next_friday
            next_saturday next_sunday put_off""",
        "ar": "الاسبوع_المقبل الاسبوع_القادم الشهر_المقبل الاثنين_المقبل الخميس_المقبل السبت_المقبل الاحد_المقبل",
        "fa": "هفته_اينده ماه_اينده",
    },
    "past": {
        "en": """anniversar* years_after years_since year_after years_on th_anniversary years_ago year_ago
            decade_ago commemorat* look_back remember* memorial legacy marks_year history""",
        "ar": "ذكري الذكري سنويه قبل_عام قبل_سنوات الذكري_السنويه احياء",
        "fa": "سالگرد سالروز يادبود",
        "xx": "anniversaire aniversario yıldönümü",
    },
}


class Lexicon:
    """Looks tokens up: the bits of all classes that each belongs to, and of the phrases that begin with it."""

    def __init__(self, words: Iterable[tuple[str, Words]]) -> None:
        self.bits: dict[str, int] = {}
        self._exact: dict[str, int] = defaultdict(int)
        self._stems: dict[str, int] = defaultdict(int)
        self._phrases: dict[str, list[Phrase]] = defaultdict(list)
        self._longest = 0
        self._seen = _Seen(self._learn)
        for name in MARKS:
            self._bit(name)
        self._signs = {sign: self.bits[name] for sign, name in SIGNS.items()}
        for name, languages in words:
            for text in languages.values():
                self._add(self._bit(name), text)

    def bit(self, name: str) -> int:
        """The bit of a class; raises KeyError where no class is called so."""
        return self.bits[name]

    def masks(self, tokens: Sequence[str]) -> list[int]:
        """The classes of each token, and of the phrases that begin with it."""
        seen = list(map(self._seen.__getitem__, tokens))
        masks = [known[0] for known in seen]
        last = len(tokens) - 1
        for at, known in enumerate(seen):
            if known[1] and at < last:
                (exact, stems), following = known[1], tokens[at + 1]
                if stems or following in exact or following[:2] == "ال":
                    masks[at] |= _phrases_at(tokens, at, known[1])
        return masks

    def classes(self, token: str) -> int:
        """The classes of one normalised token as bits; unknown words have none."""
        return self._seen[token][0]

    def _bit(self, name: str) -> int:
        return self.bits.setdefault(name, 1 << len(self.bits))

    def _add(self, bit: int, text: str) -> None:
        for entry in text.split():
            for variant in _variants(entry):
                words = tuple(variant.split())
                if len(words) == 1:
                    self._add_word(bit, words[0])
                elif words:
                    self._phrases[words[0].rstrip("*")].append((words, bit))

    def _add_word(self, bit: int, word: str) -> None:
        if word.endswith("*"):
            stem = word[:-1]
            self._stems[stem] |= bit
            self._longest = max(self._longest, len(stem))
        else:
            self._exact[word] |= bit

    def _learn(self, token: str) -> tuple[int, Begun | None]:
        """What is known of a token, looked up once."""
        if token in self._signs:
            return self._signs[token], None
        forms = (token, *_bare_forms(token))
        bits = next((known for form in forms if (known := self._look_up(form))), 0)
        bits = bits or next((known for form in _shorter(forms) if (known := self._exact.get(form, 0))), 0)
        number = self.bits["number"] if token[:1].isdigit() else 0
        return bits | number, _by_second(phrase for form in forms for phrase in self._starting(form))

    def _look_up(self, token: str) -> int:
        found = self._exact.get(token, 0)
        for end in range(min(len(token), self._longest), 1, -1):
            found |= self._stems.get(token[:end], 0)
        return found

    def _starting(self, token: str) -> list[Phrase]:
        """Phrases whose first word this is; that word may be a stem."""
        return [
            phrase
            for end in range(1, len(token) + 1)
            for phrase in self._phrases.get(token[:end], ())
            if end == len(token) or phrase[0][0].endswith("*")
        ]


class _Seen(dict[str, tuple[int, Begun | None]]):
    """What was learnt of each token; bounded, as hostile text brings ever new words."""

    def __init__(self, learn: Callable[[str], tuple[int, Begun | None]]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, token: str) -> tuple[int, Begun | None]:
        if len(self) >= MOST_SEEN:
            self.clear()
        known = self[token] = self._learn(token)
        return known


def _by_second(phrases: Iterable[Phrase]) -> Begun | None:
    exact: dict[str, list[Phrase]] = {}
    stems = []
    for phrase in phrases:
        second = phrase[0][1]
        if second.endswith("*"):
            stems.append(phrase)
        else:
            exact.setdefault(second, []).append(phrase)
    return (exact, stems) if exact or stems else None


def _phrases_at(tokens: Sequence[str], at: int, begun: Begun) -> int:
    """The bits of those phrases that begin at a token and whose other words follow; it is not the last token."""
    exact, stems = begun
    following, found = tokens[at + 1], 0
    likely: Sequence[Phrase] = exact.get(following, ())
    if following[:2] == "ال":
        likely = (*likely, *exact.get(following[2:], ()))
    for words, bit in likely:
        if len(words) == 2 or _all_agree(tokens, at, words):
            found |= bit
    for words, bit in stems:
        if following.startswith(words[1][:-1]) and (len(words) == 2 or _all_agree(tokens, at, words)):
            found |= bit
    return found


def _variants(entry: str) -> list[str]:
    """`mobili?ation` is written with s and with z; `_` parts the words of a phrase."""
    spelt = [entry.replace("?", letter) for letter in "sz"] if "?" in entry else [entry]
    variants = []
    for text in spelt:
        parts = [p for p in text.split("_") if p not in DROPPED or "_" not in text]
        variants.append(" ".join(normalise(p.rstrip("*")) + ("*" if p.endswith("*") else "") for p in parts if p))
    return variants


def _bare_forms(token: str) -> list[str]:
    """An Arabic word without the particles written onto it, where enough is left."""
    if not "\u0600" <= token[:1] <= "\u06ff":
        return []
    return [token[len(p) :] for p in _PARTICLES if token.startswith(p) and len(token) - len(p) >= 3]


def _all_agree(tokens: Sequence[str], at: int, words: tuple[str, ...]) -> bool:
    return at + len(words) <= len(tokens) and all(_agrees(tokens[at + n], words[n]) for n in range(2, len(words)))


def _shorter(forms: Iterable[str]) -> Iterator[str]:
    """Arabic words without the endings of plural and possession, and verbs without their prefix."""
    for form in forms:
        if "\u0600" <= form[:1] <= "\u06ff":
            bare = (form[: -len(e)] for e in _ENDINGS if form.endswith(e) and len(form) - len(e) >= 3)
            for stem in (form, *bare):
                yield stem
                if stem[0] in "يتن" and len(stem) >= 4:
                    yield stem[1:]


def _agrees(token: str, word: str) -> bool:
    if word.endswith("*"):
        return token.startswith(word[:-1])
    return token == word or (token.startswith("ال") and token[2:] == word)
