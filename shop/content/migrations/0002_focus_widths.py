from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]

    operations = [migrations.RenameField("focusimage", "sources", "widths")]
