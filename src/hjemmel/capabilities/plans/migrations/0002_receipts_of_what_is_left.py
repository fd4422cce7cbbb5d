"""An action that left rows may be done again, and has then several receipts; only one can be its last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="storedreceipt", name="plan_receipt_once"),
        migrations.AddField(
            model_name="storedreceipt",
            name="rows_left",
            field=models.PositiveBigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="storedreceipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rows_left", 0)), fields=("plan", "action"), name="plan_receipt_one_end"
            ),
        ),
    ]
