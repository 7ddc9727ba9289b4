from django.db import migrations

from crossroads.base.append_only import AppendOnlyTable


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]

    operations = [AppendOnlyTable("base_auditentry"), AppendOnlyTable("base_auditseal")]
