import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

COLUMNS = "shown, title_words, label_words, note_words, other_words"
MOVE = f"INSERT INTO search_shelflabel (entry_id, {COLUMNS}) SELECT product_id, {COLUMNS} FROM search_shelfentry"


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_spelling_and_first_synonyms'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShelfLabel',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='label', serialize=False, to='search.shelfentry')),
                ('shown', models.JSONField(default=dict)),
                ('title_words', models.TextField(blank=True)),
                ('label_words', models.TextField(blank=True)),
                ('note_words', models.TextField(blank=True)),
                ('other_words', models.TextField(blank=True)),
                ('document', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title_words', config='english', weight='A'), '||', django.contrib.postgres.search.SearchVector('label_words', config='english', weight='B'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector('note_words', config='english', weight='C'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector('other_words', config='english', weight='D'), django.contrib.postgres.search.SearchConfig('english')), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name='shelfentry',
            name='shelf_document',
        ),
        migrations.RemoveField(
            model_name='shelfentry',
            name='document',
        ),
        migrations.RemoveField(
            model_name='shelfentry',
            name='label_words',
        ),
        migrations.RemoveField(
            model_name='shelfentry',
            name='note_words',
        ),
        migrations.RemoveField(
            model_name='shelfentry',
            name='other_words',
        ),
        migrations.RemoveField(
            model_name='shelfentry',
            name='shown',
        ),
        migrations.RemoveField(
            model_name='shelfentry',
            name='title_words',
        ),
        migrations.AddIndex(
            model_name='shelflabel',
            index=django.contrib.postgres.indexes.GinIndex(fields=['document'], name='shelf_document'),
        ),
    ]
