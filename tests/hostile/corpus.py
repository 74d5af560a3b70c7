"""Reports, mails, archives and file names in which every text is written by someone who means harm."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

TEXTS = {
    "escape": "\x1b[31mred\x1b[2J\x1b[H\x1b]0;title\x07",
    "link": "\x1b]8;;https://example.net/\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXhhbXBsZQ==\x07",
    "c1": "\x9b31m\x9d0;title\x9c\x85\x90q\x9c",
    "controls": "bell\x07nul\x00back\x08\x08\x08del\x7f\x0e\x0f",
    "lines": "one\ntwo\r\nthree\rfour\tfive\x0bsix\x0cseven\u2028eight\u2029nine",
    "bidi": "\u202egro.elpmaxe\u202c \u2066x\u2069 \u061c\u200e\u200f\u202a\u202b\u202d\u2067\u2068",
    "invisible": "exa\u200bmp\u200cle\u200d.\u2060co\ufeffm\u00ad\u180e\u034f\u3164",
    "tags": "\U000e0001\U000e0065\U000e0078\U000e007f",
    "markup": "[bold]x[/bold] [/b] [@click=app.bell()]x[/] [link=https://example.net]y[/link] [#f00 on red]",
    "unclosed": "[/b]",
    "closing": "\\[red] [/] [$error]x",
    "brackets": "[true, false]",
    "click": "[@click=app.bell()]press me[/]",
    "long": "x" * 10_000,
    "words": "word " * 2_000,
    "surrogate": "\ud800half\udfff",
    "marks": "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 20 + "\u0488\u20dd",
    "wide": "電子郵件😀👩‍👩‍👧‍👦🇦🇹ｆｕｌｌ" * 6,
    "arabic": "תקלה בדואר خطأ في البريد",
    "formula": "=cmd|'/c calc'!A1",
    "braces": "{0} {x!r} %s %(y)d $x ${HOME} `id` $(id)",
    "private": "\ue000\uf8ff\U0010fffd\ufdd0\U000e0fff",
    "html": "<script>alert(1)</script>&lt;b>",
    "blank": "   ",
    "empty": "",
}
"""What a stranger can write, by what is wrong with it."""

WRONG = [None, True, -1, 10**400, 1.5, [], {}, [TEXTS["markup"]], {TEXTS["escape"]: TEXTS["bidi"]}]
"""What stands where a text or a number should."""


def report_of(text: str, number: int, **changes: object) -> dict[str, object]:
    """Return a report in which every text is ``text``; one of three failures has a known result type."""
    detail = {
        "result-type": text,
        "sending-mta-ip": text,
        "receiving-ip": text,
        "receiving-mx-hostname": text,
        "receiving-mx-helo": text,
        "failed-session-count": 2,
        "additional-information": text,
        "failure-reason-code": text,
    }
    policy = {"policy-type": text, "policy-string": [text, f"mx: {text}", f"mode: {text}", f"max_age: {text}"]}
    policy |= {"policy-domain": text, "mx-host": [text]}
    plain = {"policy-type": "sts", "policy-string": [text, f"mx: {text}"], "policy-domain": "example.com"}
    known = detail | {"result-type": "certificate-expired", "sending-mta-ip": "198.51.100.7"}
    summary = {"total-successful-session-count": 9, "total-failure-session-count": 4}
    return {
        "organization-name": text,
        "date-range": {"start-datetime": "2026-10-05T00:00:00Z", "end-datetime": "2026-10-05T23:59:59Z"},
        "contact-info": text,
        "report-id": f"{text}{number}",
        "policies": [
            {"policy": policy, "summary": summary, "failure-details": [detail, known]},
            {"policy": plain, "summary": summary, "failure-details": [known]},
        ],
        text: {text: [text]},
        **changes,
    }


def _encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def _wrong() -> list[dict[str, object]]:
    """Return reports with something of a wrong type in one place each, so that notes quote it."""
    made = []
    for number, value in enumerate(WRONG):
        whole = report_of("example.com", 100 + number)
        made += [
            whole | {"report-id": f"{name}{number}", name: value}
            for name in ("organization-name", "contact-info", "report-id", "date-range")
        ]
        for name in ("policy", "summary", "failure-details"):
            broken = report_of("example.com", 200 + number)
            broken["policies"][0][name] = value
            broken["report-id"] = f"{name}{number}"
            made.append(broken)
        broken = report_of("example.com", 300 + number)
        broken["report-id"] = f"details{number}"
        broken["policies"][0]["failure-details"] = [
            dict.fromkeys(broken["policies"][0]["failure-details"][0], value),
            value,
        ]
        made.append(broken)
    return made


def _mail(text: str, data: bytes) -> bytes:
    """Return a mail whose headers and attachment name are ``text``, as raw as a hostile sender can make them."""
    raw = text.encode("utf-8", "surrogatepass").replace(b"\n", b" ").replace(b"\r", b" ")[:900]
    return (
        b"From: " + raw + b" <" + raw + b"@example.net>\nDate: " + raw + b"\nSubject: Report Domain: " + raw
        + b"\nTLS-Report-Domain: " + raw + b"\nTLS-Report-Submitter: " + raw
        + b'\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=tlsrpt; boundary="b"\n\n'
        + b"--b\nContent-Type: text/plain\n\n" + raw
        + b'\n--b\nContent-Type: application/tlsrpt+json; name="' + raw.replace(b'"', b"'")
        + b'"\nContent-Disposition: attachment; filename="' + raw.replace(b'"', b"'") + b'"\n\n'
        + data + b"\n--b--\n"
    )  # fmt: skip


def _archive(documents: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in documents.items():
            member = name.encode("utf-8", "replace").decode().replace("\x00", "")[:200]
            archive.writestr(zipfile.ZipInfo(f"{member}.json"), data)
    return held.getvalue()


def _save(folder: Path, name: bytes, data: bytes) -> None:
    """Write a file under any name that a file system takes."""
    kept = name.replace(b"/", b"_").replace(b"\x00", b"")[:200] or b"empty"
    with Path(os.fsdecode(os.fsencode(folder) + b"/" + kept)).open("wb") as target:
        target.write(data)


def write_corpus(folder: Path) -> Path:
    """Fill ``folder`` with the corpus and return it; made by hand, so that nothing is put right on the way."""
    folder.mkdir(parents=True, exist_ok=True)
    members = {}
    for number, (kind, text) in enumerate(TEXTS.items()):
        data = _encoded(report_of(text, number))
        name = text.encode("utf-8", "surrogatepass")
        _save(folder, f"{number:02} {kind} ".encode() + name[:60] + b".json", data)
        _save(folder, f"mail {number:02} ".encode() + name[:40] + b".eml", _mail(text, data))
        members[text] = _encoded(report_of(text, 1000 + number))
        rival = report_of(text, number, **{"contact-info": "other"})
        _save(folder, f"rival {number:02}.json.gz".encode(), gzip.compress(_encoded(rival), mtime=0))
    _save(folder, b"archive [/b]\x1b]0;x\x07.zip", _archive(members))
    for number, document in enumerate(_wrong()):
        _save(folder, f"wrong {number:03}.json".encode(), _encoded(document))
    _save(folder, b"not utf-8 \xff\xfe\x9b31m.json", b'{"organization-name": "\x1b[31m", "policies": [')
    _save(folder, b"line\nbreak\r[@click=app.bell()]x[/].txt", b"\x1b]52;c;ZXhhbXBsZQ==\x07")
    return folder
