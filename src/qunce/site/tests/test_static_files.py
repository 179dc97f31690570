from django.test import Client

FILE = "/static/django_htmx/htmx-2.min.js"


def test_a_static_file_is_sent_whole_with_its_type_and_length() -> None:
    answer = Client().get(FILE)
    assert answer.status_code == 200
    assert not answer.streaming
    assert answer["Content-Type"].startswith("text/javascript")
    assert int(answer["Content-Length"]) == len(answer.content) > 10_000


def test_what_the_browser_has_is_not_sent_again() -> None:
    seen = Client().get(FILE)["Last-Modified"]
    answer = Client().get(FILE, headers={"if-modified-since": seen})
    assert answer.status_code == 304
    assert not answer.content


def test_a_part_of_a_file_is_sent_alone() -> None:
    answer = Client().get(FILE, headers={"range": "bytes=0-9"})
    assert answer.status_code == 206
    assert len(answer.content) == 10
