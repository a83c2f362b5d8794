"""Which language the reader reads: Chinese, unless they or their locale say English."""

from __future__ import annotations

from collections.abc import Mapping

from zhaoshang.problems import Language

_reading: Language = "zh"
_asked: Language | None = None


def language() -> Language:
    """The reader's language, as the door has found it."""
    return _reading


def json_language() -> Language:
    """The language of words in JSON: Chinese unless asked for on the command line itself.

    What other programs read must not depend on the locale of the machine that wrote it.
    """
    return _asked or "zh"


def speak(chosen: Language, *, asked_for: bool = False) -> None:
    """Speak this language from now on, because it was asked for or because it is usual here."""
    global _reading, _asked
    _reading, _asked = chosen, chosen if asked_for else None


def say(zh: str, en: str) -> str:
    """Words in the reader's language."""
    return zh if _reading == "zh" else en


def language_of(word: str) -> Language | None:
    """A language as people write it (``zh``, ``zh_CN.UTF-8``, ``中文``, ``en-GB``); None for any other."""
    plain = word.strip().lower().replace("_", "-")
    if plain in ("中文", "汉语", "chinese") or plain.split("-")[0].split(".")[0] == "zh":
        return "zh"
    if plain in ("英文", "英语", "english") or plain.split("-")[0].split(".")[0] == "en":
        return "en"
    return None


def usual_language(environment: Mapping[str, str]) -> Language:
    """By ZHAOSHANG_LANGUAGE, else by the locale: Chinese unless that is clearly English."""
    asked = language_of(environment.get("ZHAOSHANG_LANGUAGE", ""))
    if asked is not None:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name, ""):
            return language_of(locale) or "zh"
    return "zh"
