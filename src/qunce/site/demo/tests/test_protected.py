"""The demo's protected texts: long enough to be known again, and different from each other."""

from qunce.kernel.normal import normalise
from qunce.rooms.moderation.shingles import find_same, index_of, letters_of, prints_of
from qunce.site.demo.protected import TEXTS


def test_each_text_is_known_again_and_no_other_one() -> None:
    letters = [letters_of(normalise(each.text)).text for each in TEXTS]
    index = index_of([prints_of(each) for each in letters])
    for place, each in enumerate(letters):
        assert set(find_same(each[40:140], index)) == {place}
