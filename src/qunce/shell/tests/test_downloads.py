"""Files to take along carry their names, Chinese ones too."""

from qunce.shell.downloads import PDF, as_csv, as_xlsx, download


def test_a_table_is_saved_under_its_name() -> None:
    for make, ending in ((as_csv, "csv"), (as_xlsx, "xlsx")):
        answer = make("群规", ("姓名",), [("王芳",)])
        assert answer["Content-Disposition"].lower() == (
            f"attachment; filename*=utf-8''%e7%be%a4%e8%a7%84.{ending}"
        )


def test_what_the_browser_can_show_is_shown() -> None:
    answer = download(b"%PDF", PDF, 'a"b.pdf', shown=True)
    assert answer["Content-Disposition"] == 'inline; filename="a\\"b.pdf"'
    assert answer["Content-Type"] == "application/pdf"
