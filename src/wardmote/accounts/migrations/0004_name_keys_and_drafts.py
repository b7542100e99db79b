from __future__ import annotations

from typing import Any

from django.db import migrations, models

from wardmote.accounts.spelling import spell

BATCH = 1000


def spell_names(apps: Any, schema_editor: Any) -> None:
    """Fill in how the names of those who are members already are typed."""
    del schema_editor
    member = apps.get_model("accounts", "Member")
    after = 0
    while rows := list(member.objects.filter(pk__gt=after).order_by("pk").only("pk", "name")[:BATCH]):
        for row in rows:
            spelling = spell(row.name)
            row.name_pinyin, row.name_initials = spelling.pinyin, spelling.initials
        member.objects.bulk_update(rows, ["name_pinyin", "name_initials"], batch_size=200)
        after = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_unread_notices")]

    operations = [
        migrations.AddField("member", "drafts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "member", "name_initials", models.CharField(blank=True, db_index=True, default="", max_length=140)
        ),
        migrations.AddField(
            "member", "name_pinyin", models.CharField(blank=True, db_index=True, default="", max_length=140)
        ),
        migrations.RunPython(spell_names, migrations.RunPython.noop),
    ]
