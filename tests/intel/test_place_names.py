"""The names of the place table, read in sentences as reports write them."""

from pathlib import Path

import pytest

from intel.gazetteer import parse_places
from intel.places import PlaceFinder
from model.finding import Names
from model.item import Document

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found():
    finder = PlaceFinder(parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8")))

    def find(text):
        return {mention.place for mention in finder.find(Document(id="x", title=text), Names())}

    return find


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Strike hits depot in Jurf al-Nasr", "jurf-al-sakhar"),
        ("غارة على جرف الصخر شمالي بابل", "jurf-al-sakhar"),
        ("Rockets land near Ain al-Assad", "ain-al-asad"),
        ("هجوم بطائرات مسيّرة على قاعدة عين الأسد", "ain-al-asad"),
        ("حمله پهپادی به پایگاه عین‌الاسد", "ain-al-asad"),
        ("Drones shot down over Harir air base near Erbil", "harir"),
        ("مسيّرة تستهدف قاعدة حرير في أربيل", "harir"),
        ("Blast at Balad Air Base", "balad-air-base"),
        ("انفجار في قضاء بلد بمحافظة صلاح الدين", "balad"),
        ("Gunmen attack checkpoint in Salahuddin", "salah-al-din"),
        ("هجوم لداعش في صلاح الدين", "salah-al-din"),
        ("الحشد الشعبي يتصدى لهجوم بقضاء طوزخورماتو", "tuz-khurmatu"),
        ("Amirli siege is lifted", "amerli"),
        ("Turkish jets bomb Makhmour", "makhmur"),
        ("Kataib fighters cross at al-Qa'im", "al-qaim"),
        ("قصف على القائم قرب الحدود السورية", "al-qaim"),
        ("Convoy struck at Al-Bukamal", "albu-kamal"),
        ("استهداف شاحنات في البوكمال", "albu-kamal"),
        ("Three soldiers die at Tower 22", "tower-22"),
        ("Drone hits Khor Mor gas field", "khor-mor"),
        ("استهداف حقل كورمور الغازي", "khor-mor"),
        ("Explosions heard in Sadr City", "sadr-city"),
        ("انفجار في مدينة الصدر", "sadr-city"),
        ("Drone kills commander on Palestine Street", "palestine-street"),
        ("مداهمة مقر في الدورة", "dora"),
        ("Rockets hit the Green Zone", "green-zone"),
        ("صواريخ على المنطقة الخضراء", "green-zone"),
        ("Missiles hit Hewlêr", "erbil"),
        ("Şengal'e operasyon yapıldı", "sinjar"),
        ("هجوم على مدينة إيلات", "eilat"),
        ("Drones launched at Umm al-Rashrash", "eilat"),
        ("حمله به بندر حیفا", "haifa"),
        ("Haftar's forces near Tripoli, Libya", "tripoli"),
        ("انفجار در سامرا", "samarra"),
        ("Attack on Rabia, Nineveh, near the border", "rabia"),
        ("بازداشت دو نفر در کرکوک", "kirkuk"),
        ("Kalsu base explosion kills one", "kalsu-base"),
        ("تدمير مخزن قرب تدمر في ريف حمص", "palmyra"),
    ],
)
def test_a_place_is_found_as_reports_write_it(found, text, place):
    assert place in found(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("استدعت الوزارة القائم بالأعمال الأميركي بعد قصف مقار الحشد", "al-qaim"),
        ("العديد من الفصائل رفضت القرار", "al-udeid"),
        ("قال المتحدث بأنه لم يهاجم أحدا", "baneh"),
        ("هنأت الفصائل الأمين العام بحركة النجباء", "bahirka"),
        ("هذا بلد يحكمه القانون", "balad"),
        ("The Washington Post reports a deal", "washington"),
        ("The New York Times reports a deal", "new-york"),
        ("نقلت نيويورك تايمز عن مصادر", "new-york"),
        ("A rocket hit the base in Anbar", "heet"),
        ("They told us to leave", "united-states"),
        ("Muqtada al-Sadr calls for calm in the city", "sadr-city"),
        ("نشر الفصيل صور العملية", "tyre"),
        ("الدورة الخامسة للبرلمان تبدأ غدا", "dora"),
        ("قال الشيخ قيس الخزعلي إن الحل قم", "qom"),
        ("المسيّرات تدمر أهدافها", "palmyra"),
        ("Hayat Tahrir al-Sham enters the capital", "damascus"),
        ("The Popular Mobilization Forces (PMF) and the FAO sign a paper", "faw"),
        ("Mazloum Kobani meets the envoy", "kobani"),
        ("Iran's navy drills in the Gulf of Oman", "oman"),
        ("صلاح الدين دميرتاش يدعو إلى السلام في شمال العراق", "salah-al-din"),
        ("SANA reports an attack", "sanaa"),
        ("مدينة الحب", "medina"),
        ("Rabia al-Basri praised the attack", "rabia"),
        ("بحث رئيس الوزراء ملفات المنطقة", "zap-valley"),
    ],
)
def test_an_ordinary_word_or_another_name_is_no_place(found, text, place):
    assert place not in found(text)


def test_every_sure_name_finds_its_own_place():
    gazetteer = parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8"))
    finder = PlaceFinder(gazetteer)
    lost = [
        (place.id, name.text)
        for place in gazetteer.places.values()
        for name in place.names
        if place.id not in {m.place for m in finder.find(Document(id="x", title=f"({name.text})"), Names())}
    ]

    assert lost == []
