"""Whatever comes in, nothing breaks: a moment of what `make fuzz` does for longer; and the audit of packages."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import audit, fuzz
from tests.fakes.web import Web
from tests.program import TOP

PIECES = [
    *(b"<rss version='2.0'><channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<link>", b"</link>"),
    *(
        b"<![CDATA[",
        b"]]>",
        b"&amp;",
        b"&#0;",
        b"&#xD800;",
        b"<!ENTITY x 'y'>",
        b"\xff\xfe",
        b"\x00",
        b"</channel></rss>",
    ),
    *(
        b'{"version":"https://jsonfeed.org/version/1.1","items":[',
        b'{"id":1,"title":',
        b'"\\ud800"',
        b"]}",
        b"javascript:",
    ),
    *("كتائب حزب الله".encode(), "کتائب".encode(), b"<pubDate>", b"99999-99-99", b"http://[", b"<script>", b"<urlset>"),
]
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=30).map(b"".join))
@example(b"")
@example(b"<rss><channel><item><link>javascript:alert(1)</link><title>x</title></item></channel></rss>")
def test_any_bytes_are_a_feed_or_one_clear_error(data):
    """As RSS, JSON Feed and sitemap."""
    fuzz.read_feed(data)


@QUICK
@given(st.text(max_size=60))
@example("ﷺ İ ﬁ \u0640\u200f\u0301")
def test_any_text_is_normalised_once_for_good(text):
    """And its offsets lead back into the original."""
    fuzz.normalise_text(text.encode("utf-8", "replace"))


@QUICK
@given(st.lists(st.one_of(st.sampled_from(["/actor", "/events", "days:", "type:", '"', "«", "،", "٣", "since:", ":"]),
                          st.text(max_size=8)), max_size=12).map(" ".join))  # fmt: skip
def test_any_line_is_a_call_or_an_answer(line):
    """Never an exception."""
    fuzz.parse_line(line.encode("utf-8", "replace"))


def test_the_fuzzer_says_why_it_skips(capsys):
    """Where atheris is absent."""
    if __import__("importlib.util").util.find_spec("atheris"):
        pytest.skip("atheris is installed here")
    assert fuzz.main([]) == 0
    assert "atheris is not installed" in capsys.readouterr().out


def test_the_audit_asks_about_every_locked_package():
    """Each by name and version, once."""
    packages = audit.locked((TOP / "requirements.txt").read_text(encoding="utf-8"))

    assert len(packages) > 40
    assert {"discord-py", "slack-bolt", "aiohttp", "lxml"} <= {name for name, _ in packages}


def test_known_faults_are_named_and_fail(tmp_path, capsys):
    """With where to read about them."""
    (tmp_path / "r.txt").write_text("bad==1.0 \\\n    --hash=sha256:0\ngood==2.0 \\\n    --hash=sha256:1\n")
    with Web() as web:
        web.serve("/q", json.dumps({"results": [{"vulns": [{"id": "PYSEC-1"}]}, {}]}).encode())
        status = audit.main([tmp_path / "r.txt"], web.url("/q"))

    assert status == 1
    assert "bad 1.0: https://osv.dev/vulnerability/PYSEC-1" in capsys.readouterr().out


def test_without_network_the_audit_skips_and_says_so(capsys):
    """A developer on a train is not held up."""
    assert audit.main([TOP / "requirements.txt"], "http://127.0.0.1:9/") == 0
    assert "audit skipped: http://127.0.0.1:9/ cannot be reached" in capsys.readouterr().out
