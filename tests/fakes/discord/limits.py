"""Discord's limits as one table, and checks of bodies against them: each gives a list of sentences, empty if well.

They stand on the service's documentation of 2026-08 where that and the OpenAPI description differ, and on discord.py's
own arithmetic for the text of a Components V2 message.
"""

import unicodedata
from urllib.parse import urlsplit

CONTENT = 2000
EMBEDS = 10
EMBED_TITLE, EMBED_DESCRIPTION, EMBED_AUTHOR, EMBED_FOOTER = 256, 4096, 256, 2048
EMBED_FIELDS, FIELD_NAME, FIELD_VALUE = 25, 256, 1024
EMBED_TOTAL = 6000
ROWS, BUTTONS_A_ROW = 5, 5
COMPONENTS, COMPONENT_TEXT = 40, 4000
CUSTOM_ID, LABEL, BUTTON_URL, URL = 100, 80, 512, 2048
OPTIONS, OPTION_TEXT, PLACEHOLDER = 25, 100, 150
ATTACHMENTS, FILE_BYTES, REQUEST_BYTES, ALT_TEXT = 10, 10 * 1024**2, 25 * 1024**2, 1024
NONCE = 25
GALLERY = 10
COMMANDS, COMMAND_NAME, COMMAND_DESCRIPTION, COMMAND_TOTAL = 100, 32, 100, 8000
CHOICES, CHOICE_NAME, CHOICE_VALUE = 25, 100, 100
MODAL_TITLE, INPUT_LABEL, INPUT_VALUE, MODAL_ROWS = 45, 45, 4000, 5
THREAD_NAME = 100
GATEWAY_BYTES, GATEWAY_EVENTS = 4096, 120  # an event, and events in 60 s

SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS, V2 = 1 << 2, 1 << 6, 1 << 12, 1 << 15
ROW, BUTTON, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL = 1, 2, 3, 4, 9, 10, 11
GALLERY_TYPE, FILE, SEPARATOR, CONTAINER, LABEL_TYPE = 12, 13, 14, 17, 18
SELECTS = {3, 5, 6, 7, 8}
TOP = {ROW, SECTION, TEXT, GALLERY_TYPE, FILE, SEPARATOR, CONTAINER}
LINK = 5
_LOCALES = (
    "ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr "
    "uk vi zh-CN zh-TW"
)
LOCALES = frozenset(_LOCALES.split())


def message_problems(body, files=(), *, before=None, interaction=False):
    """What is wrong with a message body.

    files: (name, bytes) in the order of their index; before: the message that an edit changes; interaction: an answer
    to one.
    """
    problems = []
    flags = (body.get("flags") or 0) | ((before or {}).get("flags", 0) & V2)
    problems += _flag_problems(body, before, interaction)
    problems += _v2_problems(body) if flags & V2 else _legacy_problems(body)
    problems += _component_problems(body.get("components") or ())
    problems += _file_problems(body, files, before)
    problems += _mention_problems(body.get("allowed_mentions"))
    problems += _nonce_problems(body)
    if (
        before is None
        and not any(body.get(k) for k in ("content", "embeds", "components", "sticker_ids", "poll"))
        and not files
    ):
        problems.append("message is empty")
    return problems


def _flag_problems(body, before, interaction):
    flags = body.get("flags") or 0
    allowed = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | V2 | (EPHEMERAL if interaction else 0)
    problems = []
    if flags & ~allowed:
        problems.append(f"flags {flags & ~allowed} cannot be set")
    if before and "flags" in body and before.get("flags", 0) & V2 and body["flags"] is not None and not flags & V2:
        problems.append("flag IS_COMPONENTS_V2 cannot be taken off")
    return problems


def _v2_problems(body):
    problems = [
        f"{key} is unusable in a Components V2 message"
        for key in ("content", "embeds", "poll", "sticker_ids")
        if body.get(key)
    ]
    everything = list(walk(body.get("components") or ()))
    if len(everything) > COMPONENTS:
        problems.append(f"{len(everything)} components, at most {COMPONENTS}")
    length = sum(len(c.get("content") or "") for c in everything if c.get("type") == TEXT)
    if length > COMPONENT_TEXT:
        problems.append(f"{length} characters of text in components, at most {COMPONENT_TEXT}")
    return problems + [
        f"component type {c.get('type')} cannot stand at the top"
        for c in body.get("components") or ()
        if c.get("type") not in TOP
    ]


def _legacy_problems(body):
    problems = _too_long("content", body.get("content"), CONTENT)
    rows = body.get("components") or ()
    if len(rows) > ROWS:
        problems.append(f"{len(rows)} action rows, at most {ROWS}")
    problems += [f"component type {r.get('type')} needs flag IS_COMPONENTS_V2" for r in rows if r.get("type") != ROW]
    problems += [
        f"component type {c.get('type')} needs flag IS_COMPONENTS_V2"
        for c in walk(rows)
        if c.get("type") in TOP - {ROW}
    ]
    embeds = body.get("embeds") or ()
    if len(embeds) > EMBEDS:
        problems.append(f"{len(embeds)} embeds, at most {EMBEDS}")
    for embed in embeds:
        problems += _embed_problems(embed)
    total = sum(map(embed_length, embeds))
    return problems + (
        [f"embeds hold {total} characters together, at most {EMBED_TOTAL}"] if total > EMBED_TOTAL else []
    )


def embed_length(embed):
    """Characters of an embed that count towards the 6000 of a message."""
    texts = [
        embed.get("title"),
        embed.get("description"),
        (embed.get("footer") or {}).get("text"),
        (embed.get("author") or {}).get("name"),
    ]
    for part in embed.get("fields") or ():
        texts += [part.get("name"), part.get("value")]
    return sum(len((text or "").strip()) for text in texts)


def _embed_problems(embed):
    problems = _too_long("embed title", embed.get("title"), EMBED_TITLE)
    problems += _too_long("embed description", embed.get("description"), EMBED_DESCRIPTION)
    problems += _too_long("embed author", (embed.get("author") or {}).get("name"), EMBED_AUTHOR)
    problems += _too_long("embed footer", (embed.get("footer") or {}).get("text"), EMBED_FOOTER)
    fields = embed.get("fields") or ()
    if len(fields) > EMBED_FIELDS:
        problems.append(f"{len(fields)} embed fields, at most {EMBED_FIELDS}")
    for part in fields:
        problems += _too_long("field name", part.get("name"), FIELD_NAME) + _too_long(
            "field value", part.get("value"), FIELD_VALUE
        )
        problems += [f"field {key} is blank" for key in ("name", "value") if not (part.get(key) or "").strip()]
    problems += _url_problems("embed url", embed.get("url"), ("http", "https"), URL)
    for key in ("image", "thumbnail"):
        problems += _url_problems(
            f"embed {key}", (embed.get(key) or {}).get("url"), ("http", "https", "attachment"), URL
        )
    return problems


def _component_problems(components):
    problems, seen = [], set()
    for component in walk(components):
        problems += _one_component(component)
        custom_id = component.get("custom_id")
        if custom_id is not None:
            problems += [f"custom_id {custom_id!r} stands twice"] if custom_id in seen else []
            seen.add(custom_id)
    return problems


def _one_component(component):
    kind = component.get("type")
    problems = []
    if kind == BUTTON:
        problems += _button_problems(component)
    elif kind in SELECTS:
        problems += _select_problems(component)
    elif kind == ROW:
        problems += _row_problems(component)
    elif kind == TEXT:
        problems += [] if (component.get("content") or "").strip() else ["text display is blank"]
    elif kind == SECTION:
        problems += _section_problems(component)
    elif kind == GALLERY_TYPE:
        items = component.get("items") or ()
        problems += [] if 1 <= len(items) <= GALLERY else [f"media gallery of {len(items)} items"]
        for item in items:
            problems += _media_problems(item)
    elif kind == THUMBNAIL:
        problems += _media_problems(component)
    elif kind == CONTAINER:
        inner = {c.get("type") for c in component.get("components") or ()}
        problems += [] if inner else ["container is empty"]
        problems += [f"component type {x} cannot stand in a container" for x in inner - (TOP - {CONTAINER})]
    return problems


def _button_problems(button):
    problems = _too_long("button label", button.get("label"), LABEL)
    if not (button.get("label") or button.get("emoji")):
        problems.append("button without label or emoji")
    if button.get("style") == LINK:
        problems += _url_problems("button url", button.get("url") or "", ("http", "https", "discord"), BUTTON_URL)
        return problems + (["link button with custom_id"] if button.get("custom_id") else [])
    if button.get("url"):
        problems.append("button with url that is no link button")
    return problems + _custom_id_problems(button)


def _custom_id_problems(component):
    length = len(component.get("custom_id") or "")
    return [] if 1 <= length <= CUSTOM_ID else [f"custom_id of {length} characters"]


def _select_problems(select):
    problems = _custom_id_problems(select) + _too_long("placeholder", select.get("placeholder"), PLACEHOLDER)
    if select.get("type") != STRING_SELECT:
        return problems
    options = select.get("options") or ()
    if not 1 <= len(options) <= OPTIONS:
        problems.append(f"select of {len(options)} options")
    values = [option.get("value") for option in options]
    if len(set(values)) != len(values):
        problems.append("select option values repeat")
    for option in options:
        for key in ("label", "value", "description"):
            problems += _too_long(f"option {key}", option.get(key), OPTION_TEXT)
        problems += [] if option.get("label") and option.get("value") else ["select option without label or value"]
    return problems


def _row_problems(row):
    inner = [c.get("type") for c in row.get("components") or ()]
    if not inner:
        return ["action row is empty"]
    if all(kind == BUTTON for kind in inner):
        return [f"{len(inner)} buttons in a row, at most {BUTTONS_A_ROW}"] if len(inner) > BUTTONS_A_ROW else []
    return [] if len(inner) == 1 and inner[0] in SELECTS | {TEXT_INPUT} else [f"action row holds types {inner}"]


def _section_problems(section):
    texts = [c.get("type") for c in section.get("components") or ()]
    problems = [] if 1 <= len(texts) <= 3 and set(texts) == {TEXT} else [f"section holds types {texts}"]
    accessory = (section.get("accessory") or {}).get("type")
    return problems + ([] if accessory in (BUTTON, THUMBNAIL) else [f"section accessory of type {accessory}"])


def _media_problems(item):
    url = (item.get("media") or {}).get("url")
    return _url_problems("media url", url or "", ("http", "https", "attachment"), URL) + _too_long(
        "alt text", item.get("description"), ALT_TEXT
    )


def _file_problems(body, files, before):
    declared = body.get("attachments") or ()
    problems = (
        [f"{len(declared)} attachments, at most {ATTACHMENTS}"] if max(len(declared), len(files)) > ATTACHMENTS else []
    )
    problems += [
        f"file {name} has {len(data)} bytes, at most {FILE_BYTES}" for name, data in files if len(data) > FILE_BYTES
    ]
    if sum(len(data) for _, data in files) > REQUEST_BYTES:
        problems.append(f"request larger than {REQUEST_BYTES} bytes")
    for attachment in declared:
        problems += _too_long("alt text", attachment.get("description"), ALT_TEXT)
    problems += [f"attachment {a.get('id')} has no file" for a in declared if not _has_file(a, files, before)]
    return problems + _reference_problems(body, files, before)


def _has_file(attachment, files, before):
    kept = {str(a["id"]) for a in (before or {}).get("attachments", ())}
    return str(attachment.get("id")) in kept or int(attachment.get("id", -1)) < len(files)


def _reference_problems(body, files, before):
    kept = {str(a["id"]): a["filename"] for a in (before or {}).get("attachments", ())}
    named = {name for name, _ in files} | {a.get("filename") for a in body.get("attachments") or ()}
    named |= (
        set(kept.values())
        if "attachments" not in body
        else {kept.get(str(a.get("id"))) for a in body["attachments"] or ()}
    )
    used = set(references(body))
    problems = [f"attachment://{name} is not among the files" for name in sorted(used - named)]
    flags = (body.get("flags") or 0) | (before or {}).get("flags", 0)
    if flags & V2:
        problems += [f"file {name} is not shown by any component" for name, _ in files if name not in used]
    return problems


def references(body):
    """Names that a body uses as attachment://name."""
    urls = [(embed.get(key) or {}).get("url") for embed in body.get("embeds") or () for key in ("image", "thumbnail")]
    for component in walk(body.get("components") or ()):
        urls += [(item.get("media") or {}).get("url") for item in (component, *(component.get("items") or ()))]
        urls.append((component.get("file") or {}).get("url"))
    return [url.removeprefix("attachment://") for url in urls if url and url.startswith("attachment://")]


def _mention_problems(allowed):
    parse = (allowed or {}).get("parse") or ()
    return [
        f"allowed_mentions: parse and the list of {key} exclude each other"
        for key in ("users", "roles")
        if key in parse and (allowed or {}).get(key)
    ]


def _nonce_problems(body):
    nonce = body.get("nonce")
    problems = [f"nonce of {len(str(nonce))} characters"] if nonce is not None and len(str(nonce)) > NONCE else []
    return problems + (["enforce_nonce without nonce"] if body.get("enforce_nonce") and nonce is None else [])


def command_problems(commands):
    """What is wrong with the body of a bulk registration."""
    problems = []
    chat = [c for c in commands if c.get("type", 1) == 1]
    if len(chat) > COMMANDS:
        problems.append(f"{len(chat)} commands, at most {COMMANDS}")
    names = [(c.get("type", 1), c.get("name")) for c in commands]
    problems += [f"command {name} stands twice" for kind, name in set(names) if names.count((kind, name)) > 1]
    for command in commands:
        problems += _command(command)
    return problems


def _command(command):
    name = command.get("name") or ""
    problems = _described(f"/{name}", command)
    total = _weight(command)
    if total > COMMAND_TOTAL:
        problems.append(f"/{name} has {total} characters, at most {COMMAND_TOTAL}")
    return problems + _options(f"/{name}", command.get("options") or ())


def _described(where, thing):
    problems = [] if _is_name(thing.get("name") or "") else [f"{where}: not a valid name"]
    if not 1 <= len(thing.get("description") or "") <= COMMAND_DESCRIPTION:
        problems.append(f"{where}: description of {len(thing.get('description') or '')} characters")
    for locale, text in (thing.get("name_localizations") or {}).items():
        problems += [] if locale in LOCALES and _is_name(text) else [f"{where}: name in {locale}"]
    for locale, text in (thing.get("description_localizations") or {}).items():
        problems += (
            [] if locale in LOCALES and 1 <= len(text) <= COMMAND_DESCRIPTION else [f"{where}: description in {locale}"]
        )
    return problems


def _options(where, options):
    problems = [f"{where}: {len(options)} options, at most {OPTIONS}"] if len(options) > OPTIONS else []
    names = [option.get("name") for option in options]
    if len(set(names)) != len(names):
        problems.append(f"{where}: option names repeat")
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        problems.append(f"{where}: a required option after an optional one")
    for option in options:
        problems += _option(f"{where} {option.get('name')}", option)
    return problems


def _option(where, option):
    problems = _described(where, option) + _options(where, option.get("options") or ())
    choices = option.get("choices") or ()
    if choices and option.get("autocomplete"):
        problems.append(f"{where}: choices and autocomplete exclude each other")
    if option.get("autocomplete") and option.get("type") not in (3, 4, 10):
        problems.append(f"{where}: autocomplete on option type {option.get('type')}")
    return problems + choice_problems(choices, option.get("type", 3))


def choice_problems(choices, kind=3):
    """What is wrong with choices, declared or completed; kind: the option's type (3 text, 4 whole, 10 any number)."""
    problems = [f"{len(choices)} choices, at most {CHOICES}"] if len(choices) > CHOICES else []
    for choice in choices:
        name, value = choice.get("name") or "", choice.get("value")
        problems += [] if 1 <= len(name) <= CHOICE_NAME else [f"choice name of {len(name)} characters"]
        if isinstance(value, str):
            problems += [] if 1 <= len(value) <= CHOICE_VALUE else [f"choice value of {len(value)} characters"]
        wanted = {3: str, 4: int, 10: (int, float)}.get(kind, object)
        problems += [] if isinstance(value, wanted) else [f"choice value {value!r} for option type {kind}"]
    return problems


def _weight(thing):
    total = len(str(thing.get("value", "")))
    for key in ("name", "description"):
        texts = [thing.get(key) or "", *(thing.get(f"{key}_localizations") or {}).values()]
        total += max(map(len, texts))
    return total + sum(_weight(x) for key in ("options", "choices") for x in thing.get(key) or ())


def _is_name(name):
    return 1 <= len(name) <= COMMAND_NAME and name == name.lower() and all(map(_is_name_character, name))


def _is_name_character(letter):
    script = unicodedata.name(letter, "").split(" ")[0]
    return letter in "-_'" or unicodedata.category(letter)[0] in "LN" or script in ("DEVANAGARI", "THAI")


def modal_problems(data):
    """What is wrong with a modal."""
    problems = [] if 1 <= len(data.get("title") or "") <= MODAL_TITLE else ["modal title length"]
    problems += _custom_id_problems(data)
    components = data.get("components") or ()
    problems += [] if 1 <= len(components) <= MODAL_ROWS else [f"modal of {len(components)} components"]
    for component in components:
        problems += _too_long("label", component.get("label"), INPUT_LABEL)
        inner = [component["component"]] if component.get("component") else component.get("components") or ()
        for one in inner:
            problems += _custom_id_problems(one) + _too_long("label", one.get("label"), INPUT_LABEL)
            problems += _too_long(
                "placeholder", one.get("placeholder"), PLACEHOLDER if one.get("type") in SELECTS else 100
            )
            problems += _too_long("value", one.get("value"), INPUT_VALUE)
            problems += _select_problems(one) if one.get("type") in SELECTS else []
    return problems


def thread_problems(body):
    """What is wrong with the name of a thread or forum post."""
    length = len((body.get("name") or "").strip())
    return [] if 1 <= length <= THREAD_NAME else [f"thread name of {length} characters"]


def walk(components):
    """Every component, nested ones and accessories included."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        if component.get("accessory"):
            yield from walk([component["accessory"]])
        if component.get("component"):
            yield from walk([component["component"]])


def _too_long(what, text, limit):
    return [f"{what} of {len(text)} characters, at most {limit}"] if text and len(text) > limit else []


def _url_problems(what, url, schemes, limit):
    if url is None:
        return []
    problems = _too_long(what, url, limit)
    return problems + ([] if urlsplit(url).scheme in schemes else [f"{what}: {url[:40]!r} is no address"])
