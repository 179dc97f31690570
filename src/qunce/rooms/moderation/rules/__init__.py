"""The rules that come with moderation, one file each: `Config`, `judge` and `RULE`."""

from qunce.rooms.moderation.rules import (
    ad_words,
    attack_words,
    flood,
    links,
    protected_texts,
    repeated,
    repost_words,
    second_look,
    sensitive_words,
    tool_words,
)

RULES = (
    ad_words.RULE,
    attack_words.RULE,
    sensitive_words.RULE,
    repost_words.RULE,
    protected_texts.RULE,
    tool_words.RULE,
    links.RULE,
    flood.RULE,
    repeated.RULE,
    second_look.RULE,
)
