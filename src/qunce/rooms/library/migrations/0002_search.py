"""The search index, by hand for each database, and the usual categories for those who are here."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CATEGORIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("招聘", ("渠道与雇主品牌", "面试与测评", "校园招聘")),
    ("薪酬", ("薪酬结构", "调薪与奖金", "个税社保公积金")),
    ("绩效", ("目标与指标", "考核与面谈")),
    ("培训", ("新人培训", "管理者培养")),
    ("员工关系", ("入离职", "假勤", "沟通与关怀")),
    ("劳动法", ("法律法规", "司法案例")),
    ("组织发展", ("组织诊断", "人才盘点")),
    ("数字化", ("人事系统", "AI 与自动化")),
    ("综合", ()),
)

SQLITE = """
CREATE VIRTUAL TABLE library_search USING fts5(
    tags, title, words, content='', columnsize=0, tokenize='ascii'
)
"""
POSTGRES = """
CREATE TABLE library_search (number bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX library_search_words ON library_search USING gin (words);
"""


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index in the way of the database."""
    editor.execute(POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the index; it can be built again from the items."""
    editor.execute("DROP TABLE library_search")


def furnish(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give the communities of before what a new one begins with."""
    category = apps.get_model("library", "Category")
    for community in apps.get_model("people", "Community").objects.all():
        for place, (name, below) in enumerate(CATEGORIES):
            top = category.objects.create(community=community, name=name, place=place)
            category.objects.bulk_create(
                category(community=community, parent=top, name=each, place=number)
                for number, each in enumerate(below)
            )


def leave(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing is to be done: the table goes."""


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [migrations.RunPython(make, drop), migrations.RunPython(furnish, leave)]
