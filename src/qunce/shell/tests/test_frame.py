import pytest

from qunce.shell.frame import current

MENU = ["/c/hr/", "/c/hr/groups/", "/c/hr/groups/import/", "/c/hr/members/", ""]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/c/hr/", "/c/hr/"),
        ("/c/hr/groups/", "/c/hr/groups/"),
        ("/c/hr/groups/general/talk/", "/c/hr/groups/"),
        ("/c/hr/search/", ""),
        ("/me/", ""),
    ],
)
def test_the_menu_marks_where_one_is(path: str, line: str) -> None:
    assert current(path, MENU) == line
