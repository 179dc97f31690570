"""A copied passage is met wherever it stands, whole, in part and changed; others' words are not."""

from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.rooms.moderation.shingles import (
    BRIDGE,
    REPEATS,
    SHORTEST,
    SIZE,
    WINDOW,
    find_same,
    index_of,
    prints_of,
)

CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
texts = st.text(CHINESE, max_size=400)
# Runs of different characters: what repeats itself may be met in several places.
DIFFERENT = st.lists(CHINESE, min_size=120, max_size=300, unique=True).map("".join)


def covered(text: str, of: str) -> set[int]:
    stretches = find_same(text, index_of([prints_of(of)])).get(0, [])
    return {at for start, end in stretches for at in range(start, end)}


def test_what_repeats_itself_takes_no_longer_than_other_words() -> None:
    index = index_of([prints_of("哈" * 20_000)])
    assert len(index.hashes) == REPEATS
    began = process_time()
    assert find_same("哈" * 5_000, index) == {0: [(0, 5_000)]}
    assert process_time() - began < 1, "each place was compared with each"


def test_a_passage_that_stands_often_in_a_text_is_met_each_time() -> None:
    refrain = "年终奖与离职补偿的计算口径以本办法为准"
    text = "".join(f"{number}、{refrain}" for number in range(100, 140))
    assert covered(refrain, text) >= set(range(WINDOW, len(refrain) - WINDOW))
    assert covered(f"{refrain}AB{refrain}", text) >= set(range(WINDOW, len(refrain) - WINDOW))


@settings(max_examples=50)
@given(DIFFERENT, st.data())
def test_a_copied_passage_is_met_but_for_its_edges(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 60))
    end = data.draw(st.integers(start + 40, len(text)))
    before, after = data.draw(st.text("ab", max_size=30)), data.draw(st.text("ab", max_size=30))
    found = covered(before + text[start:end] + after, text)
    own = set(range(len(before), len(before) + end - start))
    assert found <= own
    assert len(own - found) <= 2 * (WINDOW - 1)


@settings(max_examples=50)
@given(DIFFERENT, st.data())
def test_a_changed_character_does_not_hide_a_passage(text: str, data: st.DataObject) -> None:
    passage = text[:100]
    at = data.draw(st.integers(30, 60))
    way = data.draw(st.sampled_from(["other", "out", "in"]))
    changed = {
        "other": passage[:at] + "x" + passage[at + 1 :],
        "out": passage[:at] + passage[at + 1 :],
        "in": passage[:at] + "x" + passage[at:],
    }[way]
    assert len(covered(changed, text)) >= len(changed) - 2 * (WINDOW - 1)


@given(texts, texts)
def test_what_is_met_is_a_part_of_the_message(text: str, other: str) -> None:
    for stretches in find_same(text, index_of([prints_of(other)])).values():
        last = 0
        for start, end in stretches:
            assert last <= start < end <= len(text)
            assert end - start >= SHORTEST
            last = end


@settings(max_examples=50)
@given(DIFFERENT)
def test_no_run_in_common_is_nothing_in_common(text: str) -> None:
    half = len(text) // 2
    assert find_same(text[:half], index_of([prints_of(text[half:])])) == {}


def test_runs_in_another_order_are_no_passage() -> None:
    text = "".join(chr(0x4E00 + at) for at in range(400))
    mixed = "".join(text[at : at + SIZE] for at in range(390, 0, -(SIZE + BRIDGE)))
    assert find_same(mixed, index_of([prints_of(text)])) == {}


def test_of_many_texts_the_one_is_named_that_was_copied() -> None:
    texts = ["".join(chr(0x4E00 + 300 * each + at) for at in range(200)) for each in range(3)]
    index = index_of([prints_of(each) for each in texts])
    assert set(find_same(texts[1][20:80], index)) == {1}
    assert set(find_same(texts[2][:60] + "。" * 30 + texts[0][50:150], index)) == {0, 2}


def test_short_and_empty_texts_are_nothing() -> None:
    assert prints_of("短文") == b""
    assert find_same("短文", index_of([prints_of("短文")])) == {}
    assert find_same("任何一句话都可以放在这里试试看", index_of([])) == {}
