from django.db import migrations, models


def gather(apps, schema_editor) -> None:
    """Put what was drawn on its account, and what was taken in a week into one row, the first of them."""
    account, drawn, week = (apps.get_model("accounts", name) for name in ("Account", "Drawn", "WeekUse"))
    amounts: dict[int, dict[str, int]] = {}
    for row in drawn.objects.order_by("id").iterator():
        amounts.setdefault(row.account_id, {})[row.good] = row.amount
    for number, by_good in amounts.items():
        account.objects.filter(pk=number).update(drawn=by_good)
    kept: dict[tuple[int, int], tuple[int, dict[str, int]]] = {}
    for row in week.objects.order_by("id").iterator():
        kept.setdefault((row.live_id, row.week), (row.id, {}))[1][row.good] = row.taken
    week.objects.exclude(pk__in=[number for number, _by_good in kept.values()]).delete()
    for number, by_good in kept.values():
        week.objects.filter(pk=number).update(by_good=by_good)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField("account", "drawn", models.JSONField(default=dict)),
        migrations.AddField("weekuse", "by_good", models.JSONField(default=dict)),
        migrations.RunPython(gather, migrations.RunPython.noop),
        migrations.RemoveConstraint("weekuse", "week_use_once"),
        migrations.RemoveField("weekuse", "good"),
        migrations.RemoveField("weekuse", "taken"),
        migrations.RenameField("weekuse", "by_good", "taken"),
        migrations.AddConstraint("weekuse", models.UniqueConstraint(fields=["live", "week"], name="week_once")),
        migrations.DeleteModel("Drawn"),
    ]
